export type * from './types';
export { createFiles } from './files';
