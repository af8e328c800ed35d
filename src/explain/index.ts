export { explain } from './explain';

export type { Explanation } from './explain';
export type { Language } from './language';
