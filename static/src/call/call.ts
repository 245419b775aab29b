import { createStore, type StoreApi } from 'zustand/vanilla';
import { Problem, type Api, type User } from '../api';
import type { Feed } from '../rooms/feed';
import type { TopicNews } from '../rooms/news';
import type { Connection } from '../stomp';
import { browserHints, type Hints } from '../stomp/hints';
import { tabDevice } from './device';
import { DirectLinks } from './directLinks';
import { IceSource } from './ice';
import type { NewConnection } from './link';
import { Mesh } from './mesh';
import { unknownQuality } from './quality';
import { Roster } from './roster';
import { readSignal } from './signals';
import { Speakers } from './speakers';
import type { Call, CallFailureCode, CallNews, CallState, LocalMedia, Peer, PeerState, RemotePeer } from './types';

export interface CallOptions {
  readonly room: string;
  readonly me: User;
  readonly api: Pick<Api, 'ice'>;
  readonly connection: Connection;
  readonly feed: Feed;
  readonly media: LocalMedia;
  readonly newConnection?: NewConnection | null;
  readonly hints?: Hints;
  readonly device?: () => Promise<string>;
}

interface Welcome {
  readonly type: 'welcome';
  readonly room: string;
  readonly peer: Peer;
  readonly present: readonly Peer[];
  readonly resumed: boolean;
}

const silent: PeerState = { microphone: false, camera: false, screen: false, hand: null };
const idle: Omit<CallState, 'status' | 'failure'> = {
  me: null, own: silent, peers: [], activeSpeaker: null, hands: [], speaking: false, iceProblem: null,
};
const looking = 250;
const measuring = 3_000;
/** How long a link that works is kept when the server says nothing of its peer. */
const orphanLife = 20_000;
/** How long a peer may take to say whether it knows a link of ours. */
const resumePatience = 2_500;
const joinAgain = 1_500;
/** Refusals to which there is no second try. */
const finals: ReadonlyMap<string, CallFailureCode> = new Map([
  ['room-full', 'room-full'], ['not-allowed', 'not-allowed'], ['no-such-room', 'no-such-room'],
]);
const ends: ReadonlyMap<string, CallFailureCode> = new Map([
  ['replaced', 'replaced'], ['kicked', 'kicked'], ['banned', 'banned'], ['deleted', 'deleted'],
]);

export function createCall(options: CallOptions): Call {
  return new MeshCall(options);
}

class MeshCall implements Call {
  readonly state: StoreApi<CallState>;
  readonly media: LocalMedia;
  readonly links: DirectLinks;
  readonly #options: CallOptions;
  readonly #newConnection: NewConnection | null;
  readonly #roster = new Roster();
  readonly #speakers = new Speakers();
  readonly #listeners = new Set<(news: CallNews) => void>();
  /** Peers that were asked whether they know a link of ours. */
  readonly #asked = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #orphanTimers = new Map<string, { peer: Peer; timer: ReturnType<typeof setTimeout> }>();
  #mesh: Mesh | null = null;
  #ice: IceSource | null = null;
  #unhook: (() => void)[] = [];
  #timers: ReturnType<typeof setInterval>[] = [];
  #joinTimer: ReturnType<typeof setTimeout> | undefined;
  #joined: { resolve: () => void; reject: (problem: Problem) => void } | null = null;
  #hand = false;
  #device = '';
  #viewPlanned = false;
  /** My streams: their names tell the others which is which, and stay the same for the whole call. */
  #streams: { main: MediaStream; screen: MediaStream } | null = null;

  constructor(options: CallOptions) {
    this.#options = options;
    this.media = options.media;
    this.#newConnection = options.newConnection === undefined ? browserConnection() : options.newConnection;
    this.state = createStore<CallState>(() => ({ ...idle, status: 'idle', failure: null }));
    this.links = new DirectLinks(() => this.#mesh, peer => this.#peer(peer)?.user ?? null);
  }

  get #me(): string {
    return this.state.getState().me ?? '';
  }

  async join(): Promise<void> {
    const { status } = this.state.getState();
    if (status === 'joining' || status === 'joined' || status === 'reconnecting') return;
    if (!this.#newConnection) return this.#end('no-webrtc');
    this.state.setState({ ...idle, status: 'joining', failure: null });
    const welcome = new Promise<void>((resolve, reject) => (this.#joined = { resolve, reject }));
    welcome.catch(() => undefined);
    const { api, room, connection, feed, media } = this.#options;
    this.#ice = new IceSource(api, room, (config, iceProblem) => {
      this.state.setState({ iceProblem });
      this.#mesh?.setConfig(config);
    });
    this.#streams = { main: new MediaStream(), screen: new MediaStream() };
    this.#mesh = this.#newMesh(this.#newConnection, this.#ice, this.#streams);
    const [device] = await Promise.all([(this.#options.device ?? tabDevice)(), Promise.race([this.#ice.refresh(), sleep(5_000)])]);
    if (this.state.getState().status !== 'joining') return welcome;
    this.#device = device;
    feed.open();
    const hints = this.#options.hints ?? browserHints();
    this.#unhook = [
      connection.subscribe('/user/queue/signal', ({ body }) => this.#heard(body)),
      feed.onNews(news => this.#news(news)),
      connection.state.subscribe(({ status }) => this.#connectionChanged(status)),
      media.onTrack((role, track) => this.#mesh?.setTrack(role, track)),
      media.state.subscribe((now, before) => {
        if (now.microphone !== before.microphone || now.camera !== before.camera || now.screen !== before.screen) this.#tellState();
      }),
      hints.onNetwork(() => this.#mesh?.check(null, true)),
      // Last: it may be ready, and then joins at once.
      feed.onReady(() => this.#sendJoin()),
    ];
    this.#timers = [setInterval(() => this.#listen(), looking), setInterval(() => void this.#measure(), measuring)];
    return welcome;
  }

  async leave(): Promise<void> {
    if (!this.#mesh) return;
    this.#stop('left');
    await this.#options.connection.send(this.#at('leave')).catch(() => undefined);
  }

  setHand(up: boolean): void {
    this.#hand = up;
    this.#tellState();
  }

  talk(on: boolean): void {
    if (this.media.state.getState().pushToTalk) void this.media.setMicrophone(on);
  }

  onNews(listen: (news: CallNews) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  close(): void {
    void this.leave();
    this.#listeners.clear();
  }

  #at(rest: string): string {
    return `/app/rooms/${this.#options.room}/${rest}`;
  }

  #newMesh(newConnection: NewConnection, ice: IceSource, streams: { main: MediaStream; screen: MediaStream }): Mesh {
    const { connection, media } = this.#options;
    return new Mesh({
      newConnection, streams,
      config: () => ice.config,
      tracks: () => (['microphone', 'camera', 'screen', 'screen-audio'] as const).flatMap(role => {
        const track = media.track(role);
        return track ? [[role, track] as const] : [];
      }),
      send: (to, kind, data) => connection.send(this.#at('signal'), { to, kind, data }),
      canSignal: peer => this.state.getState().status === 'joined' && this.#roster.get(peer)?.away === false,
      events: {
        changed: () => this.#planView(),
        opened: peer => this.links.opened(peer),
        closed: peer => this.links.closed(peer),
        message: (peer, text) => this.links.message(peer, text),
        channel: (peer, channel) => this.links.channel(peer, channel),
      },
    });
  }

  // --- Coming, and coming back ---

  #sendJoin(): void {
    clearTimeout(this.#joinTimer);
    const { connection } = this.#options;
    connection.send(this.#at('join'), { device: this.#device, state: this.#ownState() }).catch((problem: Problem) => {
      if (!this.#mesh) return;
      const final = finals.get(problem.code);
      if (final) this.#end(final, problem);
      // Without a connection its return is the sign to join again.
      else if (problem.code !== 'unreachable') this.#joinTimer = setTimeout(() => this.#sendJoin(), joinAgain);
    });
  }

  #heard(body: unknown): void {
    if (typeof body !== 'object' || body === null || !('type' in body)) return;
    const said = body as Record<string, unknown>;
    if (said['room'] !== this.#options.room || !this.#mesh) return;
    if (said['type'] === 'welcome') this.#welcome(body as Welcome);
    if (said['type'] === 'signal' && typeof said['from'] === 'string') this.#signal(said['from'], said['kind'], said['data']);
  }

  #welcome({ peer, present, resumed }: Welcome): void {
    const mesh = this.#mesh;
    if (!mesh) return;
    const again = this.state.getState().me !== null;
    mesh.me = peer.id;
    this.state.setState({ status: 'joined', me: peer.id, own: peer.state });
    const others = present.filter(other => other.id !== peer.id);
    for (const gone of this.#roster.replace(others)) this.#lost(gone, 'lost');
    // A peer that came while I was away has perhaps made me an offer that nobody heard: I make one. If it comes twice, negotiation sorts it out.
    const known = new Set(mesh.peers);
    for (const other of others) {
      if (again && !resumed && mesh.peers.length + mesh.orphans.length > 0) this.#askFor(other.id);
      else if (!known.has(other.id)) mesh.ensure(other.id, true);
    }
    mesh.check(null);
    this.#joined?.resolve();
    this.#joined = null;
    // What I have switched on or off meanwhile.
    if (resumed) this.#tellState();
    if (again) this.#tell({ type: 'resumed' });
    this.#planView();
  }

  /** I am somebody else for the server now, but we may still have a link. */
  #askFor(peer: string): void {
    const mesh = this.#mesh;
    if (!mesh) return;
    this.#asked.set(peer, setTimeout(() => this.#notKnown(peer), resumePatience));
    void mesh.proofs(peer).then(proofs => this.#say(peer, { proofs, reply: false }));
  }

  #notKnown(peer: string): void {
    clearTimeout(this.#asked.get(peer));
    this.#asked.delete(peer);
    if (!this.#roster.get(peer)) return;
    this.#mesh?.drop(peer);
    this.#mesh?.ensure(peer, true);
  }

  async #resume(from: string, proofs: readonly string[], reply: boolean): Promise<void> {
    const mesh = this.#mesh;
    if (!mesh) return;
    const mine = await mesh.proofs(from);
    const adopted = await mesh.adopt(from, proofs);
    if (reply) {
      if (adopted === null) return this.#notKnown(from);
      clearTimeout(this.#asked.get(from));
      this.#asked.delete(from);
    } else {
      this.#say(from, { proofs: adopted === null ? [] : mine, reply: true });
    }
    for (const [peer, { timer }] of this.#orphanTimers) {
      if (mesh.isOrphan(peer)) continue;
      clearTimeout(timer);
      this.#orphanTimers.delete(peer);
    }
    this.#planView();
  }

  #say(to: string, data: { proofs: readonly string[]; reply: boolean }): void {
    this.#options.connection.send(this.#at('signal'), { to, kind: 'resume', data }).catch(() => undefined);
  }

  #signal(from: string, kind: unknown, data: unknown): void {
    const signal = readSignal(kind, data);
    if (!signal) return;
    if (signal.kind === 'resume') void this.#resume(from, signal.proofs, signal.reply);
    else this.#mesh?.receive(from, signal);
  }

  #connectionChanged(status: string): void {
    const now = this.state.getState().status;
    if (status !== 'online' && now === 'joined') this.state.setState({ status: 'reconnecting' });
    if (status === 'signed-out' || status === 'stopped') this.#end('unreachable');
  }

  // --- What the room tells ---

  #news(news: TopicNews): void {
    const mesh = this.#mesh;
    if (!mesh || this.state.getState().me === null) return;
    switch (news.type) {
      case 'joined':
        return this.#came(news.peer, news.present);
      case 'away':
      case 'back': {
        const peer = this.#roster.away(news.peer, news.type === 'away');
        if (news.type === 'back') mesh.check(news.peer);
        if (peer) this.#tell({ type: news.type, peer });
        return this.#planView();
      }
      case 'left':
        return news.peer === this.#me ? this.#sentAway(news.reason) : this.#went(news.peer, news.reason);
      case 'state':
        return this.#stateOf(news.peer, news.state);
      case 'deleted':
        return this.#end('deleted');
    }
  }

  #came(peer: Peer, present: readonly Peer[]): void {
    if (peer.id === this.#me) return;
    const before = this.#roster.get(peer.id);
    const kept = [...this.#orphanTimers.values()].some(one => one.peer.user.id === peer.user.id);
    this.#roster.put(peer);
    this.#mesh?.ensure(peer.id, false);
    for (const other of present) {
      if (other.id === this.#me || this.#roster.get(other.id)) continue;
      this.#roster.put(other);
      this.#mesh?.ensure(other.id, true);
    }
    if (!before) this.#tell({ type: kept ? 'back' : 'joined', peer });
    this.#planView();
  }

  #went(id: string, reason: string): void {
    const peer = this.#roster.remove(id);
    if (peer) this.#lost(peer, reason);
    this.#planView();
  }

  /** The server knows the peer no more. When only its connection to the server is lost, we may still see each other. */
  #lost(peer: Peer, reason: string): void {
    const mesh = this.#mesh;
    if (reason === 'lost' && mesh?.orphan(peer.id)) {
      const timer = setTimeout(() => {
        this.#orphanTimers.delete(peer.id);
        if (!mesh.isOrphan(peer.id)) return;
        mesh.drop(peer.id);
        this.#tell({ type: 'left', peer, reason });
      }, orphanLife);
      this.#orphanTimers.set(peer.id, { peer: { ...peer, away: true }, timer });
      return;
    }
    mesh?.drop(peer.id);
    this.#tell({ type: 'left', peer, reason });
  }

  #sentAway(reason: string): void {
    const end = ends.get(reason);
    if (end) return this.#end(end);
    // Given up as lost, or left by mistake, while we are here: come in again.
    if (this.#options.connection.state.getState().status === 'online') this.#sendJoin();
  }

  #stateOf(id: string, state: PeerState): void {
    if (id === this.#me) {
      this.state.setState({ own: state });
      return this.#planView();
    }
    const before = this.#roster.get(id)?.state;
    const peer = this.#roster.state(id, state);
    if (peer && before) {
      if ((before.hand === null) !== (state.hand === null)) this.#tell({ type: 'hand', peer, up: state.hand !== null });
      if (before.screen !== state.screen) this.#tell({ type: 'screen', peer, on: state.screen });
    }
    this.#planView();
  }

  // --- My own ---

  #ownState(): { microphone: boolean; camera: boolean; screen: boolean; hand: boolean } {
    const { microphone, camera, screen } = this.media.state.getState();
    return { microphone: microphone.status === 'on', camera: camera.status === 'on', screen: screen.status === 'on', hand: this.#hand };
  }

  #tellState(): void {
    if (this.state.getState().status !== 'joined') return;
    this.#options.connection.send(this.#at('state'), this.#ownState()).catch((problem: Problem) => {
      if (problem.code === 'too-fast' || problem.code === 'timeout') setTimeout(() => this.#tellState(), 1_000);
    });
  }

  // --- What there is to see ---

  #listen(): void {
    const mesh = this.#mesh;
    if (!mesh) return;
    const levels = new Map<string, number>();
    for (const id of [...mesh.peers, ...mesh.orphans]) levels.set(id, this.#peer(id)?.state.microphone ? (mesh.link(id)?.level() ?? 0) : 0);
    const { microphone, level } = this.media.state.getState();
    if (this.#me) levels.set(this.#me, microphone.status === 'on' ? level : 0);
    this.#speakers.update(performance.now(), levels);
    this.#planView();
  }

  async #measure(): Promise<void> {
    await this.#mesh?.measure(performance.now());
    this.#planView();
  }

  #peer(id: string): Peer | undefined {
    return this.#roster.get(id) ?? this.#orphanTimers.get(id)?.peer;
  }

  /** Many things may change at once; they are shown once. */
  #planView(): void {
    if (this.#viewPlanned) return;
    this.#viewPlanned = true;
    queueMicrotask(() => {
      this.#viewPlanned = false;
      this.#show();
    });
  }

  #show(): void {
    const mesh = this.#mesh;
    if (!mesh) return;
    const now = performance.now();
    const before = this.state.getState();
    const all = [...this.#roster.all, ...[...this.#orphanTimers.values()].map(one => one.peer)];
    const peers = all.map((peer): RemotePeer => {
      const link = mesh.link(peer.id);
      const known = before.peers.find(other => other.id === peer.id);
      const view: RemotePeer = {
        ...peer,
        link: mesh.status(peer.id),
        quality: link?.quality ?? unknownQuality,
        media: link?.media.main ?? known?.media ?? new MediaStream(),
        screen: link && peer.state.screen && link.media.sharesScreen ? link.media.screen : null,
        speaking: this.#speakers.speaking(peer.id, now),
        level: Math.round(this.#speakers.level(peer.id) * 50) / 50,
        direct: link?.direct ?? false,
      };
      return known && same(known, view) ? known : view;
    });
    const raised = [...all.map(peer => ({ id: peer.id, hand: peer.state.hand })), ...(before.me ? [{ id: before.me, hand: before.own.hand }] : [])];
    const hands = raised.filter(one => one.hand !== null).sort((a, b) => ((a.hand ?? '') < (b.hand ?? '') ? -1 : 1)).map(one => one.id);
    const next = {
      peers: same(peers, before.peers) ? before.peers : peers,
      hands: same(hands, before.hands) ? before.hands : hands,
      activeSpeaker: this.#speakers.active,
      speaking: before.me !== null && this.#speakers.speaking(before.me, now),
    };
    if (!same(next, before)) this.state.setState(next);
  }

  #tell(news: CallNews): void {
    for (const listen of [...this.#listeners]) listen(news);
  }

  // --- The end ---

  #end(code: CallFailureCode, problem: Problem | null = null): void {
    this.#joined?.reject(problem ?? new Problem({ status: 0, code, title: 'The call has ended.' }));
    this.#stop('ended');
    this.state.setState({ status: 'ended', failure: { code, problem } });
  }

  #stop(status: 'left' | 'ended'): void {
    for (const unhook of this.#unhook) unhook();
    this.#unhook = [];
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#joinTimer);
    for (const timer of this.#asked.values()) clearTimeout(timer);
    for (const { timer } of this.#orphanTimers.values()) clearTimeout(timer);
    this.#asked.clear();
    this.#orphanTimers.clear();
    this.#ice?.close();
    this.#mesh?.close();
    this.#mesh = null;
    this.#roster.replace([]);
    this.#hand = false;
    this.#joined?.resolve();
    this.#joined = null;
    this.state.setState({ ...idle, status });
  }
}

/** Same entries: nothing that is shown has changed. */
function same(a: object, b: object): boolean {
  const other = b as Record<string, unknown>;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  return Object.entries(a).every(([name, value]) => other[name] === value);
}

function browserConnection(): NewConnection | null {
  return typeof RTCPeerConnection === 'undefined' ? null : config => new RTCPeerConnection(config);
}

function sleep(delay: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, delay));
}
