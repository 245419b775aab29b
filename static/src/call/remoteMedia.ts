import type { StreamIds } from './signals';

/** What comes from one peer, sorted: voice and face in one stream, their screen with its sound in another. */
export class RemoteMedia {
  readonly main = new MediaStream();
  readonly screen = new MediaStream();
  readonly #changed: () => void;
  #names: StreamIds | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Clients that do not name their streams have a camera only. */
  name(streams: StreamIds | null): void {
    if (streams) this.#names = streams;
  }

  add(track: MediaStreamTrack, stream: string | null): void {
    const to = this.#names && stream === this.#names.screen ? this.screen : this.main;
    for (const old of to.getTracks()) if (old.kind === track.kind && old !== track) to.removeTrack(old);
    to.addTrack(track);
    track.addEventListener('ended', () => {
      to.removeTrack(track);
      this.#changed();
    });
    this.#changed();
  }

  isScreen(track: MediaStreamTrack): boolean {
    return this.screen.getTracks().includes(track);
  }

  get sharesScreen(): boolean {
    return this.screen.getVideoTracks().length > 0;
  }

  close(): void {
    for (const stream of [this.main, this.screen]) for (const track of stream.getTracks()) stream.removeTrack(track);
  }
}
