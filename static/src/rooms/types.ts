import type { StoreApi } from 'zustand/vanilla';
import type { Ban, Entry, Invitation, Member, Person, Problem, Role, RoomChange, RoomGlimpse, Room as RoomData, User, Waiting } from '../api';

/**
 * `outside`: not a member yet; `glimpse` says what can be seen; call `enter`. `waiting`: until somebody lets me in. `inside`: a member.
 * The others are ends: each has its own screen. `none`: no such room, or not open to me.
 */
export type RoomStatus = 'loading' | 'outside' | 'waiting' | 'inside' | 'none' | 'denied' | 'kicked' | 'banned' | 'deleted' | 'left' | 'failed';

/** A moderator has muted me, or asks me to unmute. */
export interface MuteRequest {
  readonly muted: boolean;
  readonly by: Person;
}

export interface RoomState {
  readonly id: string;
  readonly status: RoomStatus;
  readonly glimpse: RoomGlimpse | null;
  readonly room: RoomData | null;
  readonly role: Role | null;
  /** Owner, moderators, members, guests; each by name. */
  readonly members: readonly Member[];
  /** For those who may admit; longest waiting first. */
  readonly waiting: readonly Waiting[];
  /** The last word of a moderator about my microphone, until `answerMute`. */
  readonly mute: MuteRequest | null;
  /** Why it has `failed`, or why the last `enter` was refused. */
  readonly problem: Problem | null;
}

export type RoomNews =
  | { readonly type: 'waiting'; readonly people: readonly Waiting[] }
  | { readonly type: 'member-joined'; readonly member: Member }
  | { readonly type: 'member-left'; readonly member: Member; readonly reason: string }
  | { readonly type: 'role'; readonly member: Member; readonly before: Role }
  | { readonly type: 'mute'; readonly request: MuteRequest }
  | { readonly type: 'settings'; readonly room: RoomData };

/** One room: who is in it, and what one may do there. Actions are rejected with a `Problem`. */
export interface Room {
  readonly id: string;
  readonly me: User;
  readonly state: StoreApi<RoomState>;
  may(action: RoomAction): boolean;
  /** May I do this to somebody of that role? Nobody acts on an equal. */
  mayTo(action: RoomAction, role: Role): boolean;
  enter(entry?: Entry): Promise<void>;
  reload(): Promise<void>;
  leave(): Promise<void>;
  update(change: RoomChange): Promise<void>;
  remove(): Promise<void>;
  setRole(user: string, role: Role): Promise<void>;
  kick(user: string): Promise<void>;
  ban(user: string): Promise<void>;
  bans(): Promise<readonly Ban[]>;
  unban(user: string): Promise<void>;
  /** False asks the person to unmute. */
  mute(user: string, muted: boolean): Promise<void>;
  admit(user: string): Promise<void>;
  deny(user: string): Promise<void>;
  invitations(): Promise<readonly Invitation[]>;
  /** With its token, which is shown this once. */
  invite(options?: { expiresInHours?: number; uses?: number }): Promise<Invitation>;
  revoke(invitation: string): Promise<void>;
  answerMute(): void;
  /** For announcements and sounds. */
  onNews(listen: (news: RoomNews) => void): () => void;
  close(): void;
}

export type RoomAction =
  | 'see' | 'read' | 'write' | 'call' | 'leave'
  | 'deleteMessages' | 'invite' | 'admit' | 'lock' | 'mute' | 'kick' | 'ban'
  | 'configure' | 'appoint' | 'delete';
