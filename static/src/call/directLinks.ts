import type { Person } from '../api';
import type { Mesh } from './mesh';
import type { Links } from './types';

/** Messages and channels over the links of a mesh, by topic. */
export class DirectLinks implements Links {
  readonly #mesh: () => Mesh | null;
  readonly #person: (peer: string) => Person | null;
  readonly #topics = new Map<string, Set<(peer: string, person: Person, message: unknown) => void>>();
  readonly #channels = new Set<(peer: string, channel: RTCDataChannel) => void>();
  readonly #opened = new Set<(peer: string, person: Person) => void>();
  readonly #closed = new Set<(peer: string) => void>();

  constructor(mesh: () => Mesh | null, person: (peer: string) => Person | null) {
    this.#mesh = mesh;
    this.#person = person;
  }

  peers(): readonly { peer: string; person: Person }[] {
    const mesh = this.#mesh();
    if (!mesh) return [];
    return [...mesh.peers, ...mesh.orphans].flatMap(peer => {
      const person = mesh.link(peer)?.direct ? this.#person(peer) : null;
      return person ? [{ peer, person }] : [];
    });
  }

  send(peer: string, topic: string, message: unknown): boolean {
    return this.#mesh()?.link(peer)?.send(JSON.stringify({ topic, message })) ?? false;
  }

  broadcast(topic: string, message: unknown): void {
    for (const { peer } of this.peers()) this.send(peer, topic, message);
  }

  onMessage(topic: string, listen: (peer: string, person: Person, message: unknown) => void): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners);
    return add(listeners, listen);
  }

  openChannel(peer: string, label: string): RTCDataChannel | null {
    return this.#mesh()?.link(peer)?.openChannel(label) ?? null;
  }

  onChannel(listen: (peer: string, channel: RTCDataChannel) => void): () => void {
    return add(this.#channels, listen);
  }

  onOpen(listen: (peer: string, person: Person) => void): () => void {
    return add(this.#opened, listen);
  }

  onClosed(listen: (peer: string) => void): () => void {
    return add(this.#closed, listen);
  }

  opened(peer: string): void {
    const person = this.#person(peer);
    if (person) for (const listen of [...this.#opened]) listen(peer, person);
  }

  closed(peer: string): void {
    for (const listen of [...this.#closed]) listen(peer);
  }

  channel(peer: string, channel: RTCDataChannel): void {
    for (const listen of [...this.#channels]) listen(peer, channel);
  }

  message(peer: string, text: string): void {
    const person = this.#person(peer);
    const said = read(text);
    if (!person || !said) return;
    for (const listen of [...(this.#topics.get(said.topic) ?? [])]) listen(peer, person, said.message);
  }
}

function read(text: string): { topic: string; message: unknown } | null {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said !== 'object' || said === null || !('topic' in said) || typeof said.topic !== 'string') return null;
    return { topic: said.topic, message: 'message' in said ? said.message : null };
  } catch {
    return null;
  }
}

function add<T>(set: Set<T>, listen: T): () => void {
  set.add(listen);
  return () => set.delete(listen);
}
