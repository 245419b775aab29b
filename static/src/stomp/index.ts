export type * from './types';
export { createConnection } from './connection';
export { stompWire } from './stompWire';
