export type * from './types';
export { createChat } from './chat';
export { mentions } from './mentions';
