import { Sha256 } from './sha256';
import type { Sink } from './sink';
import type { PieceChannel } from './types';

/** One file that arrives, over as many channels as it takes. */
export class Receiving {
  readonly #size: number;
  readonly #sink: Sink;
  readonly #hash = new Sha256();
  readonly #progress: (received: number) => void;
  readonly #failed: (failure: 'disk' | 'checksum') => void;
  #channel: PieceChannel | null = null;
  #writing: Promise<void> = Promise.resolve();
  #ended = false;
  /** Octets that are in the sink, or on their way into it in order. */
  received = 0;

  constructor(size: number, sink: Sink, progress: (received: number) => void, failed: (failure: 'disk' | 'checksum') => void) {
    this.#size = size;
    this.#sink = sink;
    this.#progress = progress;
    this.#failed = failed;
  }

  /** A channel that begins where we are; false when it begins elsewhere, because it was asked for before another one. */
  over(channel: PieceChannel, offset: number, closed: () => void): boolean {
    if (offset !== this.received || this.#ended) return false;
    const before = this.#channel;
    this.#channel = channel;
    before?.close();
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('message', ({ data }) => {
      if (this.#channel === channel && data instanceof ArrayBuffer) this.#piece(new Uint8Array(data));
    });
    channel.addEventListener('close', () => {
      if (this.#channel !== channel) return;
      this.#channel = null;
      closed();
    });
    return true;
  }

  /** When all is there and what was sent: the file, or null when it went to disk. */
  async finish(sha256: string): Promise<{ blob: Blob | null } | null> {
    await this.#writing;
    if (this.#ended || this.received !== this.#size) return null;
    this.#ended = true;
    if (this.#hash.digest() !== sha256.toLowerCase()) {
      await this.#sink.abort().catch(() => undefined);
      this.#failed('checksum');
      return null;
    }
    try {
      return { blob: await this.#sink.finish() };
    } catch {
      this.#failed('disk');
      return null;
    }
  }

  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#channel?.close();
    this.#channel = null;
    await this.#writing;
    await this.#sink.abort().catch(() => undefined);
  }

  #piece(piece: Uint8Array<ArrayBuffer>): void {
    // More than was announced is not what was agreed to.
    if (this.#ended || this.received + piece.length > this.#size) return;
    this.received += piece.length;
    this.#hash.update(piece);
    const now = this.received;
    this.#writing = this.#writing.then(() => this.#sink.write(piece)).then(
      () => this.#progress(now),
      () => {
        if (this.#ended) return;
        this.#ended = true;
        this.#failed('disk');
      },
    );
  }
}
