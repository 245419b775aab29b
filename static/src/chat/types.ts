import type { StoreApi } from 'zustand/vanilla';
import type { Person, Problem, Reaction } from '../api';

/**
 * `stored`: on the server's disk. `sending`: mine, not confirmed yet; sent again after a reconnect. `failed`: mine, refused; `retry` or `discard`.
 * `peer`: came straight from its author while the server is away; not stored yet.
 */
export type MessageStatus = 'stored' | 'sending' | 'failed' | 'peer';

export interface ChatMessage {
  /** Stays the same from the first keystroke to the stored message: use it as React's key. */
  readonly key: string;
  readonly clientId: string;
  /** Null until it is stored. */
  readonly sequence: number | null;
  readonly author: Person;
  readonly mine: boolean;
  readonly text: string;
  readonly deleted: boolean;
  readonly replyTo: number | null;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly reactions: readonly Reaction[];
  readonly status: MessageStatus;
  readonly problem: Problem | null;
  /** The text names me with an @. */
  readonly mentionsMe: boolean;
}

export interface ChatState {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly loaded: boolean;
  readonly loadingOlder: boolean;
  readonly hasOlder: boolean;
  /** The server is away: what is written reaches only those in the call, until it is back. */
  readonly peerToPeer: boolean;
  readonly typing: readonly Person[];
  /** The last stored message that I have read. */
  readonly lastRead: number;
  /** The line "new" stands before this message; stays where it is until `clearUnreadLine`. */
  readonly unreadFrom: number | null;
  readonly unread: number;
  readonly unreadMentions: number;
  /** How far the others have read, by user id. */
  readonly reads: Readonly<Record<string, number>>;
  readonly problem: Problem | null;
}

export interface Chat {
  readonly state: StoreApi<ChatState>;
  send(text: string, replyTo?: number): void;
  retry(key: string): void;
  discard(key: string): void;
  /** Rejected with a `Problem`. */
  edit(sequence: number, text: string): Promise<void>;
  remove(sequence: number): Promise<void>;
  react(sequence: number, emoji: string, on: boolean): Promise<void>;
  /** Call at every keystroke; it is told to others once every few seconds. */
  typing(): void;
  /** Whether I see what comes, from now on: what I see come needs no line "new". */
  setReading(reading: boolean): void;
  /** I have seen everything up to the newest stored message. */
  markRead(): void;
  clearUnreadLine(): void;
  loadOlder(): Promise<void>;
  /** Pages back until the message is there; false when there is none. */
  reveal(sequence: number): Promise<boolean>;
  /** A message of somebody else has come, live: for notifications and announcements. */
  onMessage(listen: (message: ChatMessage) => void): () => void;
  close(): void;
}

/** What a chat says straight to the other peers. */
export interface ChatLinks {
  broadcast(message: unknown): void;
  onMessage(listen: (from: Person, message: unknown) => void): () => void;
  /** A link to somebody has opened. */
  onOpen(listen: () => void): () => void;
}
