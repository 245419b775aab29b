import { read, send, type Fetch } from './http';
import { Problem } from './problem';
import type { Session } from './session';
import type {
  Ban, Entry, History, HistoryQuery, IceAnswer, Invitation, InvitationLook, JoinAnswer, Member, NewRoom, Role, Room, RoomChange, RoomGlimpse, User, Waiting,
} from './types';

/** The server's HTTP endpoints, one method each. All are rejected with a `Problem`. */
export interface Api {
  me(): Promise<User>;
  rooms(): Promise<readonly Room[]>;
  createRoom(room: NewRoom): Promise<Room>;
  /** Only a glimpse for somebody who is no member; see `isMember`. */
  room(room: string): Promise<Room | RoomGlimpse>;
  updateRoom(room: string, change: RoomChange): Promise<Room>;
  deleteRoom(room: string): Promise<void>;
  join(room: string, entry: Entry): Promise<JoinAnswer>;
  leave(room: string): Promise<void>;
  members(room: string): Promise<readonly Member[]>;
  setRole(room: string, user: string, role: Role): Promise<void>;
  kick(room: string, user: string): Promise<void>;
  mute(room: string, user: string, muted: boolean): Promise<void>;
  bans(room: string): Promise<readonly Ban[]>;
  ban(room: string, user: string): Promise<void>;
  unban(room: string, user: string): Promise<void>;
  waiting(room: string): Promise<readonly Waiting[]>;
  admit(room: string, user: string): Promise<void>;
  deny(room: string, user: string): Promise<void>;
  invitations(room: string): Promise<readonly Invitation[]>;
  invite(room: string, options: { expiresInHours?: number; uses?: number }): Promise<Invitation>;
  revoke(room: string, invitation: string): Promise<void>;
  /** For anybody, signed in or not. */
  lookAtInvitation(token: string): Promise<InvitationLook>;
  history(room: string, query: HistoryQuery): Promise<History>;
  ice(room: string): Promise<IceAnswer>;
}

export function isMember(room: Room | RoomGlimpse): room is Room {
  return 'role' in room && room.role !== null;
}

export function createApi(session: Session, options: { fetch?: Fetch } = {}): Api {
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await session.token();
    try {
      return await read<T>(await send(fetch, { method, path, body, token }));
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.status !== 401) throw thrown;
    }
    return read<T>(await send(fetch, { method, path, body, token: await session.renew(token) }));
  }

  /** For those who are not signed in, too. */
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    if (session.state.getState().status === 'signed-in') return call(method, path, body);
    return read<T>(await send(fetch, { method, path, body }));
  }

  return {
    me: () => call('GET', '/api/me'),
    rooms: () => call('GET', '/api/rooms'),
    createRoom: room => call('POST', '/api/rooms', room),
    room: room => ask('GET', at(room)),
    updateRoom: (room, change) => call('PATCH', at(room), change),
    deleteRoom: room => call('DELETE', at(room)),
    join: (room, entry) => call('POST', at(room, 'join'), entry),
    leave: room => call('POST', at(room, 'leave')),
    members: room => call('GET', at(room, 'members')),
    setRole: (room, user, role) => call('PUT', at(room, 'members', user, 'role'), { role }),
    kick: (room, user) => call('DELETE', at(room, 'members', user)),
    mute: (room, user, muted) => call('POST', at(room, 'members', user, 'mute'), { muted }),
    bans: room => call('GET', at(room, 'bans')),
    ban: (room, user) => call('PUT', at(room, 'bans', user)),
    unban: (room, user) => call('DELETE', at(room, 'bans', user)),
    waiting: room => call('GET', at(room, 'waiting')),
    admit: (room, user) => call('POST', at(room, 'waiting', user, 'admit')),
    deny: (room, user) => call('POST', at(room, 'waiting', user, 'deny')),
    invitations: room => call('GET', at(room, 'invitations')),
    invite: (room, invitation) => call('POST', at(room, 'invitations'), invitation),
    revoke: (room, invitation) => call('DELETE', at(room, 'invitations', invitation)),
    lookAtInvitation: token => ask('POST', '/api/invitations/look', { token }),
    history: (room, query) => call('GET', `${at(room, 'messages')}${search(query)}`),
    ice: room => call('GET', `/api/ice?room=${encodeURIComponent(room)}`),
  };
}

function at(room: string, ...rest: readonly string[]): string {
  return ['/api/rooms', ...[room, ...rest].map(encodeURIComponent)].join('/');
}

function search(query: HistoryQuery): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined);
  return parts.length === 0 ? '' : `?${new URLSearchParams(parts.map(([name, value]) => [name, String(value)]))}`;
}
