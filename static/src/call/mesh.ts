import { Link, type NewConnection } from './link';
import { proofOf } from './proof';
import { SignalQueue, type SendSignal } from './signalQueue';
import type { Signal } from './signals';
import type { LinkStatus, TrackRole } from './types';

export interface MeshEvents {
  changed(): void;
  opened(peer: string): void;
  closed(peer: string): void;
  message(peer: string, text: string): void;
  channel(peer: string, channel: RTCDataChannel): void;
}

export interface MeshOptions {
  readonly newConnection: NewConnection;
  readonly config: () => RTCConfiguration;
  readonly streams: { readonly main: MediaStream; readonly screen: MediaStream };
  readonly tracks: () => Iterable<readonly [TrackRole, MediaStreamTrack]>;
  readonly send: SendSignal;
  /** Is there a way to the peer through the server, now? */
  readonly canSignal: (peer: string) => boolean;
  readonly events: MeshEvents;
}

/** The way to one peer: its link, another one when that cannot be mended, and what waits to be said through the server. */
interface Slot {
  peer: string;
  link: Link;
  readonly queue: SignalQueue;
  /** Links that were given up since the last one that worked. */
  rebuilt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const mostEarly = 100;
/** After that many links given up, the person is told; tries go on, and after a second one less often. */
const hopeless = 1;
const mostQuick = 2;

/** All links of a call, by the peers' ids. */
export class Mesh {
  #me = '';
  readonly #options: MeshOptions;
  readonly #slots = new Map<string, Slot>();
  /** Links that work, to peers of whom the server says nothing (any more): it was restarted, or they have lost it. */
  readonly #orphans = new Map<string, Slot>();
  /** Signals may overtake the news of who sends them. */
  readonly #early = new Map<string, Signal[]>();
  #closed = false;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  set me(me: string) {
    this.#me = me;
    for (const slot of this.#slots.values()) slot.link.polite = this.#polite(slot.peer);
  }

  get peers(): readonly string[] {
    return [...this.#slots.keys()];
  }

  link(peer: string): Link | undefined {
    return (this.#slots.get(peer) ?? this.#orphans.get(peer))?.link;
  }

  isOrphan(peer: string): boolean {
    return this.#orphans.has(peer);
  }

  get orphans(): readonly string[] {
    return [...this.#orphans.keys()];
  }

  status(peer: string): LinkStatus {
    const slot = this.#slots.get(peer) ?? this.#orphans.get(peer);
    if (!slot) return 'connecting';
    return slot.link.status !== 'connected' && slot.rebuilt >= hopeless ? 'failed' : slot.link.status;
  }

  /** There is a link to the peer, or will be. Who comes anew makes the offer. */
  ensure(peer: string, offers: boolean): void {
    if (this.#closed || this.#slots.has(peer) || peer === this.#me) return;
    const slot: Slot = { peer, queue: new SignalQueue(peer, this.#options.send), rebuilt: 0, timer: undefined } as Omit<Slot, 'link'> as Slot;
    slot.link = this.#newLink(slot, offers);
    this.#slots.set(peer, slot);
    this.#share();
    this.#options.events.changed();
    const early = this.#early.get(peer) ?? [];
    this.#early.delete(peer);
    for (const signal of early) this.receive(peer, signal);
  }

  drop(peer: string): void {
    const slot = this.#slots.get(peer) ?? this.#orphans.get(peer);
    this.#early.delete(peer);
    if (!slot) return;
    this.#slots.delete(peer);
    this.#orphans.delete(peer);
    this.#end(slot);
    this.#share();
    this.#options.events.changed();
  }

  /** The server knows the peer no more, but the link works: it may be claimed by whom the peer is now. False when there is nothing to keep. */
  orphan(peer: string): boolean {
    const slot = this.#slots.get(peer);
    if (slot?.link.status !== 'connected') return false;
    this.#slots.delete(peer);
    this.#orphans.set(peer, slot);
    slot.queue.clear();
    return true;
  }

  receive(from: string, signal: Signal): void {
    if (signal.kind === 'resume') return;
    const slot = this.#slots.get(from);
    if (!slot) {
      const early = this.#early.get(from) ?? [];
      if (early.length < mostEarly) this.#early.set(from, [...early, signal]);
      return;
    }
    // Meant for a connection that we have given up; or we for one that they have: a new offer is on its way.
    if (signal.to !== null && signal.to !== slot.link.id) return;
    const { remoteId } = slot.link;
    const another = signal.link !== null && remoteId !== null && signal.link !== remoteId;
    if (another && signal.kind === 'candidate') return;
    // They have begun anew: so do we, as the one who answers.
    if (another && signal.kind === 'offer') this.#rebuild(slot, false);
    slot.link.remoteId = signal.link ?? slot.link.remoteId;
    void slot.link.receive(signal);
  }

  /** Everything there is to say about my links that a peer may know as its own. */
  async proofs(to: string): Promise<readonly string[]> {
    const links = [...this.#slots.values(), ...this.#orphans.values()].filter(slot => slot.link.status === 'connected');
    const proofs = links.map(({ link: { fingerprints } }) => (fingerprints ? proofOf(fingerprints[0], fingerprints[1], this.#me, to) : null));
    return (await Promise.all(proofs)).filter(proof => proof !== null);
  }

  /** Does one of my links lead to that peer, under whatever name? Then it is that peer's from now on. Gives the name it had. */
  async adopt(from: string, proofs: readonly string[]): Promise<string | null> {
    if (proofs.length === 0) return null;
    for (const slot of [...this.#slots.values(), ...this.#orphans.values()]) {
      const { fingerprints } = slot.link;
      if (!fingerprints || slot.link.status !== 'connected') continue;
      const [mine, theirs] = fingerprints;
      if (!proofs.includes(await proofOf(theirs, mine, from, this.#me))) continue;
      this.#rename(slot, from);
      return slot.peer === from ? from : null;
    }
    return null;
  }

  setTrack(role: TrackRole, track: MediaStreamTrack | null): void {
    for (const slot of this.#all()) slot.link.setTrack(role, track);
  }

  setConfig(config: RTCConfiguration): void {
    for (const slot of this.#all()) slot.link.setConfig(config);
  }

  /** Something has changed for the better: mend what is broken, now. */
  check(peer: string | null, networkChanged = false): void {
    for (const slot of this.#slots.values()) {
      if (peer !== null && slot.peer !== peer) continue;
      slot.queue.flush();
      slot.link.check(networkChanged);
    }
  }

  async measure(now: number): Promise<void> {
    await Promise.allSettled([...this.#all()].map(slot => slot.link.measure(now)));
  }

  close(): void {
    this.#closed = true;
    for (const slot of this.#all()) this.#end(slot);
    this.#slots.clear();
    this.#orphans.clear();
    this.#early.clear();
  }

  #all(): readonly Slot[] {
    return [...this.#slots.values(), ...this.#orphans.values()];
  }

  /** Of two peers the one with the greater id gives way. Ids are compared letter by letter, as the server does. */
  #polite(peer: string): boolean {
    return this.#me > peer;
  }

  #rename(slot: Slot, peer: string): void {
    if (slot.peer === peer) return;
    const superfluous = this.#slots.get(peer);
    this.#slots.delete(slot.peer);
    this.#orphans.delete(slot.peer);
    slot.peer = peer;
    slot.queue.readdress(peer);
    slot.link.polite = this.#polite(peer);
    this.#slots.set(peer, slot);
    if (superfluous) this.#end(superfluous);
    this.#options.events.changed();
  }

  #newLink(slot: Slot, offers: boolean): Link {
    const { newConnection, config, streams, tracks, canSignal, events } = this.#options;
    const link: Link = new Link({
      polite: this.#polite(slot.peer), offers, newConnection, streams,
      config: config(),
      canSignal: () => canSignal(slot.peer),
      events: {
        signal: signal => slot.queue.add(signal),
        changed: () => {
          if (slot.link?.status === 'connected') slot.rebuilt = 0;
          events.changed();
        },
        opened: () => events.opened(slot.peer),
        closed: () => events.closed(slot.peer),
        message: text => events.message(slot.peer, text),
        channel: channel => events.channel(slot.peer, channel),
        broken: () => this.#giveUp(slot, link),
      },
    });
    for (const [role, track] of tracks()) link.setTrack(role, track);
    return link;
  }

  #giveUp(slot: Slot, link: Link): void {
    if (slot.link !== link || slot.timer !== undefined) return;
    if (this.#orphans.has(slot.peer)) return this.drop(slot.peer);
    slot.rebuilt++;
    this.#options.events.changed();
    const delay = slot.rebuilt <= mostQuick ? 200 + Math.random() * 800 : Math.min(30_000, 5_000 * slot.rebuilt);
    slot.timer = setTimeout(() => {
      slot.timer = undefined;
      if (slot.link === link) this.#rebuild(slot, true);
    }, delay);
  }

  #rebuild(slot: Slot, offers: boolean): void {
    clearTimeout(slot.timer);
    slot.timer = undefined;
    const wasOpen = slot.link.direct;
    slot.link.close();
    slot.queue.clear();
    if (wasOpen) this.#options.events.closed(slot.peer);
    slot.link = this.#newLink(slot, offers);
    this.#share();
    this.#options.events.changed();
  }

  #end(slot: Slot): void {
    clearTimeout(slot.timer);
    const wasOpen = slot.link.direct;
    slot.queue.close();
    slot.link.close();
    if (wasOpen) this.#options.events.closed(slot.peer);
  }

  #share(): void {
    for (const slot of this.#slots.values()) slot.link.setPeers(this.#slots.size);
  }
}
