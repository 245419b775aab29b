import { Problem, type Api, type IceAnswer } from '../api';

/** Addresses of relays and their passwords, which live for minutes: fetched anew before they expire. */
export class IceSource {
  readonly #api: Pick<Api, 'ice'>;
  readonly #room: string;
  readonly #changed: (config: RTCConfiguration, problem: Problem | null) => void;
  #config: RTCConfiguration = { iceServers: [] };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(api: Pick<Api, 'ice'>, room: string, changed: (config: RTCConfiguration, problem: Problem | null) => void) {
    this.#api = api;
    this.#room = room;
    this.#changed = changed;
  }

  get config(): RTCConfiguration {
    return this.#config;
  }

  /** Never rejected: without relays many calls work all the same. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const answer = await this.#api.ice(this.#room);
      if (this.#closed) return;
      this.#config = toConfig(answer);
      const left = Date.parse(answer.expiresAt) - Date.now();
      // A clock that is wrong must not make us ask all the time.
      this.#plan(Math.min(3_600_000, Math.max(30_000, left * 0.8)));
      this.#changed(this.#config, null);
    } catch (thrown) {
      if (this.#closed) return;
      this.#plan(15_000);
      this.#changed(this.#config, Problem.of(thrown));
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #plan(delay: number): void {
    this.#timer = setTimeout(() => void this.refresh(), delay);
  }
}

export function toConfig(answer: IceAnswer): RTCConfiguration {
  const iceServers = answer.iceServers.map(({ urls, username, credential }): RTCIceServer => ({
    urls,
    ...(username ? { username } : {}),
    ...(credential ? { credential } : {}),
  }));
  return { iceServers, iceTransportPolicy: answer.policy === 'relay' ? 'relay' : 'all' };
}
