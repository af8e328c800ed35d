import { handler } from '../../../merchant';

export { handler as GET, handler as OPTIONS, handler as POST };
