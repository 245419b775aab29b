export type * from './types';
export type * from './engine.types';
export { createEngine } from './engine';
