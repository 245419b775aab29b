import type { Message, Person, Problem } from '../api';
import { mentions } from './mentions';
import type { ChatMessage, MessageStatus } from './types';

/** A message that is not stored, as far as we know. */
export interface Draft {
  readonly clientId: string;
  readonly author: Person;
  readonly text: string;
  readonly replyTo: number | null;
  readonly createdAt: string;
  readonly status: Exclude<MessageStatus, 'stored'>;
  readonly problem: Problem | null;
}

/** What makes a message the same one on every way it comes: its author cannot be forged, and names each message once. */
export function keyOf(message: { author: { id: string }; clientId: string }): string {
  return `${message.author.id} ${message.clientId}`;
}

/**
 * The messages of a room, wherever they came from: history, news, my own keyboard, straight from a peer; in any order and any number of times.
 * The same set of them gives the same list: of a stored message the latest change counts, and a stored one replaces its draft for good.
 * Stored ones stand by sequence; drafts behind them by their time.
 */
export class Log {
  readonly #me: Person;
  readonly #stored = new Map<string, Message>();
  readonly #drafts = new Map<string, Draft>();
  readonly #views = new Map<string, { of: Message | Draft; view: ChatMessage }>();

  constructor(me: Person) {
    this.#me = me;
  }

  /** Was it new, and not known as a draft either? */
  store(message: Message): boolean {
    const key = keyOf(message);
    const before = this.#stored.get(key);
    if (before && before.changed >= message.changed) return false;
    this.#stored.set(key, message);
    const draft = this.#drafts.delete(key);
    return !before && !draft;
  }

  /** False when it is known already. A draft of the same message takes the place of the one before. */
  draft(draft: Draft): boolean {
    const key = keyOf(draft);
    if (this.#stored.has(key)) return false;
    const known = this.#drafts.has(key);
    this.#drafts.set(key, draft);
    return !known;
  }

  drop(key: string): void {
    this.#drafts.delete(key);
    this.#views.delete(key);
  }

  find(key: string): ChatMessage | undefined {
    const of = this.#stored.get(key) ?? this.#drafts.get(key);
    return of && this.#view(key, of);
  }

  draftOf(key: string): Draft | undefined {
    return this.#drafts.get(key);
  }

  draftsOf(author: string): number {
    let count = 0;
    for (const draft of this.#drafts.values()) if (draft.author.id === author) count++;
    return count;
  }

  list(): readonly ChatMessage[] {
    const stored = [...this.#stored].sort(([, a], [, b]) => a.sequence - b.sequence);
    // Of the same millisecond: as they came.
    const drafts = [...this.#drafts].sort(([, a], [, b]) => compare(a.createdAt, b.createdAt));
    return [...stored, ...drafts].map(([key, of]) => this.#view(key, of));
  }

  /** The same object as long as nothing about the message changes, so that only what changed is drawn again. */
  #view(key: string, of: Message | Draft): ChatMessage {
    const known = this.#views.get(key);
    if (known?.of === of) return known.view;
    const view = 'sequence' in of ? this.#ofStored(key, of) : this.#ofDraft(key, of);
    this.#views.set(key, { of, view });
    return view;
  }

  #ofStored(key: string, message: Message): ChatMessage {
    const mine = message.author.id === this.#me.id;
    const text = message.text ?? '';
    return {
      key, mine, text,
      clientId: message.clientId, sequence: message.sequence, author: message.author, replyTo: message.replyTo ?? null,
      createdAt: message.createdAt, editedAt: message.editedAt ?? null, deleted: Boolean(message.deletedAt), reactions: message.reactions ?? [],
      status: 'stored', problem: null, mentionsMe: !mine && mentions(text, this.#me.name),
    };
  }

  #ofDraft(key: string, draft: Draft): ChatMessage {
    const mine = draft.author.id === this.#me.id;
    return { ...draft, key, mine, sequence: null, deleted: false, editedAt: null, reactions: [], mentionsMe: !mine && mentions(draft.text, this.#me.name) };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
