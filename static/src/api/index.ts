export type * from './types';
export type { Api } from './api';
export { createApi, isMember } from './api';
export type { FieldErrors, ProblemDetails } from './problem';
export { Problem } from './problem';
export type { Session, SessionState } from './session';
export { createSession } from './session';
export { randomId } from './ids';
