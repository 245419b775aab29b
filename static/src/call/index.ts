export type * from './types';
export { createCall } from './call';
export { createMedia } from './media';
