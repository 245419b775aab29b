import type { Connection } from '../stomp';
import { Problem } from '../api';

/** What I have written and the server has not confirmed yet. */
export interface Outgoing {
  readonly clientId: string;
  readonly text: string;
  readonly replyTo: number | null;
  readonly createdAt: string;
}

export interface OutboxOptions {
  readonly room: string;
  readonly user: string;
  readonly connection: Connection;
  /** Survives a reload of the tab; each tab has its own, or two would send the same. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly onRefused: (message: Outgoing, problem: Problem) => void;
  /** The server did not get it, for now. */
  readonly onDelayed: (message: Outgoing) => void;
}

/** Passing troubles: the same message may go through later. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'too-fast', 'busy', 'storage-unavailable']);
const pause = 2_000;

/** Sends in order, one after another, until each is confirmed. Sending twice does no harm: the server knows messages by their `clientId`. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #key: string;
  #waiting: Outgoing[];
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#key = `wava-outbox ${options.user} ${options.room}`;
    this.#waiting = readSaved(options.storage?.getItem(this.#key) ?? null);
  }

  get waiting(): readonly Outgoing[] {
    return this.#waiting;
  }

  add(message: Outgoing): void {
    this.#waiting.push(message);
    this.#save();
    void this.flush();
  }

  async flush(): Promise<void> {
    if (this.#sending || this.#closed) return;
    clearTimeout(this.#timer);
    this.#sending = true;
    try {
      for (let next = this.#waiting[0]; next && !this.#closed; next = this.#waiting[0]) {
        const problem = await this.#send(next);
        if (problem && passing.has(problem.code)) {
          this.#options.onDelayed(next);
          // Offline, the connection's return is the sign to go on.
          if (this.#options.connection.state.getState().status === 'online') this.#timer = setTimeout(() => void this.flush(), pause);
          return;
        }
        this.#waiting.shift();
        this.#save();
        if (problem) this.#options.onRefused(next, problem);
      }
    } finally {
      this.#sending = false;
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #send(message: Outgoing): Promise<Problem | null> {
    const { clientId, text, replyTo } = message;
    try {
      await this.#options.connection.send(`/app/rooms/${this.#options.room}/messages`, { clientId, text, ...(replyTo === null ? {} : { replyTo }) });
      return null;
    } catch (thrown) {
      return Problem.of(thrown);
    }
  }

  #save(): void {
    if (this.#waiting.length === 0) this.#options.storage?.removeItem(this.#key);
    else this.#options.storage?.setItem(this.#key, JSON.stringify(this.#waiting));
  }
}

function readSaved(saved: string | null): Outgoing[] {
  if (saved === null) return [];
  try {
    const value: unknown = JSON.parse(saved);
    return Array.isArray(value) ? (value as Outgoing[]) : [];
  } catch {
    return [];
  }
}
