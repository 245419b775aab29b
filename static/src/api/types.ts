/** What the server's API speaks of (docs/web-api.md). Times are ISO 8601 texts in UTC. */

export interface User {
  readonly id: string;
  readonly name: string;
  readonly kind: 'account' | 'guest';
  readonly userName?: string | null;
  /** The only room of a guest. */
  readonly room?: string | null;
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface SessionAnswer {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly user: User;
}

export type Role = 'owner' | 'moderator' | 'member' | 'guest';
export type Access = 'open' | 'invitation';

/** What somebody may know of a room without being in it. */
export interface RoomGlimpse {
  readonly id: string;
  readonly title: string;
  readonly hasPassword: boolean;
  readonly waitingRoom: boolean;
  readonly locked: boolean;
}

/** A room's settings, as everybody in it hears them. */
export interface RoomSettings extends RoomGlimpse {
  readonly access: Access;
  readonly maxParticipants: number;
}

export interface Room extends RoomSettings {
  readonly createdAt: string;
  /** The caller's. */
  readonly role: Role;
  readonly lastSequence: number;
  readonly lastRead: number;
}

export interface NewRoom {
  readonly title: string;
  readonly access?: Access;
  readonly password?: string;
  readonly maxParticipants?: number;
  readonly waitingRoom?: boolean;
}

export interface RoomChange {
  readonly title?: string;
  readonly access?: Access;
  /** An empty one removes it. */
  readonly password?: string;
  readonly maxParticipants?: number;
  readonly waitingRoom?: boolean;
  readonly locked?: boolean;
}

export interface Entry {
  readonly password?: string;
  readonly invitation?: string;
}

export type JoinAnswer = { readonly status: 'joined'; readonly room: Room } | { readonly status: 'waiting' };

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly kind: User['kind'];
  readonly role: Role;
  readonly joinedAt: string;
  readonly online?: boolean;
}

export interface Ban {
  readonly id: string;
  readonly name: string;
  readonly at: string;
}

export interface Waiting {
  readonly id: string;
  readonly name: string;
  readonly kind: User['kind'];
  readonly since: string;
}

export interface Invitation {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usesLeft: number | null;
  /** Only in the answer to its making. */
  readonly token?: string;
}

export interface InvitationLook {
  readonly room: RoomGlimpse;
  readonly expiresAt: string;
}

export interface Reaction {
  readonly emoji: string;
  /** Ids. */
  readonly users: readonly string[];
}

export interface Message {
  readonly sequence: number;
  /** The sequence of its last change. */
  readonly changed: number;
  readonly id: string;
  readonly author: Person;
  readonly clientId: string;
  /** Null or empty once it is deleted. */
  readonly text: string | null;
  readonly replyTo: number | null;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly reactions: readonly Reaction[];
}

export interface History {
  readonly messages: readonly Message[];
  readonly more: boolean;
  readonly lastSequence: number;
}

export interface HistoryQuery {
  readonly before?: number;
  readonly after?: number;
  readonly since?: number;
  readonly limit?: number;
}

export interface IceServer {
  readonly urls: string | string[];
  readonly username?: string | null;
  readonly credential?: string | null;
}

export interface IceAnswer {
  readonly iceServers: readonly IceServer[];
  readonly expiresAt: string;
  /** `relay`: the server wants media to go through relays only. */
  readonly policy: 'all' | 'relay';
}
