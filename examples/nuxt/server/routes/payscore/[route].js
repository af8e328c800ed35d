import { fromWebHandler } from 'h3';
import { handler } from '../../../merchant.js';

export default fromWebHandler(handler);
