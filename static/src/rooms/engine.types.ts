import type { Api, Session } from '../api';
import type { Call, LocalMedia } from '../call';
import type { Chat } from '../chat';
import type { Files } from '../files';
import type { Connection } from '../stomp';
import type { Room } from './types';

/** Everything behind the screens: made once for the page, by `createEngine`. */
export interface Engine {
  readonly session: Session;
  readonly api: Api;
  /** Started and stopped with signing in and out. */
  readonly connection: Connection;
  readonly media: LocalMedia;
  /** One at a time is enough; close it when its screen goes. */
  visit(room: string): Visit;
  close(): void;
}

/** Being in one room: its people, its chat, its call, files. The call waits for `call.join()`. */
export interface Visit {
  readonly room: Room;
  readonly chat: Chat;
  readonly call: Call;
  readonly files: Files;
  close(): void;
}
