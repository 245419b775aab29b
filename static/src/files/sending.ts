import type { PieceChannel } from './types';
import { Sha256 } from './sha256';

export const pieceSize = 65_536;
/** Read from disk at once: few large reads are faster than many small ones. */
const blockSize = 16 * pieceSize;
/** So much may wait in the channel. Less would let the line run dry; more would make cancelling slow. */
const highWater = 4 * 1_048_576;
const lowWater = 1_048_576;

/** `broken`: the channel is no more. `replaced`: by a later one, or stopped; there is nothing left to do. */
export type Sent = { readonly sha256: string } | 'broken' | 'replaced';

/** One file on its way to one peer, over as many channels as it takes. */
export class Sending {
  readonly #file: Blob;
  readonly #hash = new Sha256();
  #hashed = 0;
  #channel: PieceChannel | null = null;
  #checksum: string | null = null;

  constructor(file: Blob) {
    this.#file = file;
  }

  /** Sends from the offset on. Gives the checksum of the whole when everything is in the channel. */
  async over(channel: PieceChannel, offset: number, progress: (sent: number) => void): Promise<Sent> {
    this.stop();
    this.#channel = channel;
    channel.bufferedAmountLowThreshold = lowWater;
    const broken = (): 'broken' | 'replaced' => (this.#channel === channel ? 'broken' : 'replaced');
    if (!(await opened(channel))) return broken();
    // What was sent and lost on the way has been hashed already; what was not hashed yet cannot be skipped.
    for (let at = Math.min(offset, this.#hashed); at < this.#file.size; at += blockSize) {
      const block = new Uint8Array(await this.#file.slice(at, at + blockSize).arrayBuffer());
      if (this.#hashed < at + block.length) {
        this.#hash.update(block.subarray(Math.max(0, this.#hashed - at)));
        this.#hashed = at + block.length;
      }
      for (let piece = Math.max(0, offset - at); piece < block.length; piece += pieceSize) {
        if (channel.bufferedAmount > highWater && !(await drained(channel))) return broken();
        if (channel.readyState !== 'open' || this.#channel !== channel) return broken();
        channel.send(block.slice(piece, piece + pieceSize).buffer);
        progress(Math.max(0, at + Math.min(piece + pieceSize, block.length) - channel.bufferedAmount));
      }
    }
    this.#checksum ??= this.#hash.digest();
    return { sha256: this.#checksum };
  }

  stop(): void {
    this.#channel?.close();
    this.#channel = null;
  }
}

function opened(channel: PieceChannel): Promise<boolean> {
  if (channel.readyState === 'open') return Promise.resolve(true);
  return until(channel, 'open');
}

function drained(channel: PieceChannel): Promise<boolean> {
  return until(channel, 'bufferedamountlow');
}

function until(channel: PieceChannel, event: 'open' | 'bufferedamountlow'): Promise<boolean> {
  return new Promise(resolve => {
    channel.addEventListener(event, () => resolve(true));
    channel.addEventListener('close', () => resolve(false));
    channel.addEventListener('error', () => resolve(false));
    if (channel.readyState === 'closed' || channel.readyState === 'closing') resolve(false);
  });
}
