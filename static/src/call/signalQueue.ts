import { Problem } from '../api';
import { toData, type Signal } from './signals';

/** `later`: there is no connection; `flush` when it is back. */
export type SendSignal = (to: string, kind: string, data: unknown) => Promise<void>;

interface Queued {
  readonly signal: Signal;
}

const pause = 1_000;
const most = 200;

/** Sends signals to one peer, in order, each after the one before has been receipted. Those that cannot be sent wait until they can. */
export class SignalQueue {
  #to: string;
  readonly #send: SendSignal;
  #waiting: Queued[] = [];
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(to: string, send: SendSignal) {
    this.#to = to;
    this.#send = send;
  }

  add(signal: Signal): void {
    if (this.#closed || this.#waiting.length >= most) return;
    this.#waiting.push({ signal });
    this.flush();
  }

  /** The peer has another id now. */
  readdress(to: string): void {
    this.#to = to;
  }

  /** What a link that is no more wanted to say. */
  clear(): void {
    this.#waiting = [];
  }

  flush(): void {
    clearTimeout(this.#timer);
    void this.#drain();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.#waiting[0]; next && !this.#closed; next = this.#waiting[0]) {
        const code = await this.#try(next.signal);
        if (code === 'unreachable') return;
        if (code === 'too-fast' || code === 'timeout' || code === 'busy') {
          this.#timer = setTimeout(() => this.flush(), pause);
          return;
        }
        // Sent; or refused for good: the peer is gone, of which presence tells.
        if (this.#waiting[0] === next) this.#waiting.shift();
      }
    } finally {
      this.#sending = false;
    }
  }

  async #try(signal: Signal): Promise<string | null> {
    try {
      await this.#send(this.#to, signal.kind, toData(signal));
      return null;
    } catch (thrown) {
      return Problem.of(thrown).code;
    }
  }
}
