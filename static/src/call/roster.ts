import type { Peer, PeerState } from './types';

/** Who is in the call, as the server tells it. */
export class Roster {
  readonly #peers = new Map<string, Peer>();

  get(id: string): Peer | undefined {
    return this.#peers.get(id);
  }

  /** In the order in which they came. */
  get all(): readonly Peer[] {
    return [...this.#peers.values()].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1));
  }

  /** Gives those who were here and are no more. */
  replace(present: readonly Peer[]): readonly Peer[] {
    const gone = [...this.#peers.values()].filter(peer => !present.some(other => other.id === peer.id));
    this.#peers.clear();
    for (const peer of present) this.#peers.set(peer.id, peer);
    return gone;
  }

  put(peer: Peer): void {
    this.#peers.set(peer.id, peer);
  }

  away(id: string, away: boolean): Peer | undefined {
    return this.#change(id, { away });
  }

  state(id: string, state: PeerState): Peer | undefined {
    return this.#change(id, { state });
  }

  remove(id: string): Peer | undefined {
    const peer = this.#peers.get(id);
    this.#peers.delete(id);
    return peer;
  }

  #change(id: string, change: Partial<Peer>): Peer | undefined {
    const peer = this.#peers.get(id);
    if (!peer) return undefined;
    const now = { ...peer, ...change };
    this.#peers.set(id, now);
    return now;
  }
}
