import { randomId } from '../api';
import { cameraCap, screenCap, type Cap } from './caps';
import { Negotiator } from './negotiation';
import { rate, readSample, unknownQuality, type Sample } from './quality';
import { RemoteMedia } from './remoteMedia';
import type { Signal, StreamIds } from './signals';
import type { LinkStatus, Quality, TrackRole } from './types';

export type NewConnection = (config: RTCConfiguration) => RTCPeerConnection;

export interface LinkEvents {
  signal(signal: Signal): void;
  changed(): void;
  /** The control channel. */
  opened(): void;
  closed(): void;
  message(text: string): void;
  channel(channel: RTCDataChannel): void;
  /** Restarting ICE does not help any more. */
  broken(): void;
}

export interface LinkOptions {
  readonly polite: boolean;
  /** Makes the first offer; the other side waits for it, and for a while only. */
  readonly offers: boolean;
  readonly config: RTCConfiguration;
  readonly newConnection: NewConnection;
  readonly streams: { readonly main: MediaStream; readonly screen: MediaStream };
  readonly canSignal: () => boolean;
  readonly events: LinkEvents;
}

const candidateBatch = 60;
const offerPatience = 6_000;
/** Milliseconds until the first and each further repair of a link that does not connect. */
const repairs = { initial: 10_000, disconnected: 2_000, failed: 200, again: 6_000 };
const mostRestarts = 3;

/** One RTCPeerConnection with one other peer: negotiates, sends my tracks, receives theirs, and mends itself. */
export class Link {
  /** By which the other side tells this connection from one before it. */
  readonly id = randomId();
  /** The other side's, once it has said a word. */
  remoteId: string | null = null;
  readonly media = new RemoteMedia(() => this.#events.changed());
  status: LinkStatus = 'connecting';
  quality: Quality = unknownQuality;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #connection: RTCPeerConnection;
  readonly #control: RTCDataChannel;
  readonly #negotiator: Negotiator;
  readonly #senders = new Map<TrackRole, RTCRtpSender>();
  #mayOffer: boolean;
  #candidates: RTCIceCandidateInit[] = [];
  #candidateTimer: ReturnType<typeof setTimeout> | undefined;
  #repairTimer: ReturnType<typeof setTimeout> | undefined;
  #offerTimer: ReturnType<typeof setTimeout> | undefined;
  #restarts = 0;
  #sample: Sample | null = null;
  #peers = 1;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#events = options.events;
    this.#mayOffer = options.offers;
    this.#connection = options.newConnection(options.config);
    this.#negotiator = new Negotiator(this.#connection, options.polite, description => this.#sendDescription(description));
    // The same number on both sides: there without a word about it, with the first offer.
    this.#control = this.#connection.createDataChannel('wava', { negotiated: true, id: 0 });
    this.#listen();
    if (!options.offers) this.#offerTimer = setTimeout(() => this.#offerAnyway(), offerPatience);
    this.#planRepair(repairs.initial);
  }

  get direct(): boolean {
    return this.#control.readyState === 'open';
  }

  set polite(polite: boolean) {
    this.#negotiator.polite = polite;
  }

  /** Fingerprints of both certificates, mine first: known to the two ends and to the server only. */
  get fingerprints(): readonly [string, string] | null {
    const [mine, theirs] = [this.#connection.localDescription, this.#connection.remoteDescription].map(fingerprintOf);
    return mine && theirs ? [mine, theirs] : null;
  }

  setTrack(role: TrackRole, track: MediaStreamTrack | null): void {
    const sender = this.#senders.get(role);
    if (sender) {
      // No negotiation: the other side keeps its track, which shows something else from now on.
      void sender.replaceTrack(track).then(() => this.#applyCap(role), () => undefined);
    } else if (track) {
      const { main, screen } = this.#options.streams;
      this.#senders.set(role, this.#connection.addTrack(track, role === 'screen' || role === 'screen-audio' ? screen : main));
    }
  }

  /** How many others share the uplink. */
  setPeers(peers: number): void {
    this.#peers = peers;
    for (const role of this.#senders.keys()) this.#applyCap(role);
  }

  setConfig(config: RTCConfiguration): void {
    try {
      this.#connection.setConfiguration(config);
    } catch {
      // Closed meanwhile.
    }
  }

  async receive(signal: Exclude<Signal, { kind: 'resume' }>): Promise<void> {
    if (signal.kind === 'candidate') {
      for (const candidate of signal.candidates) await this.#negotiator.candidate(candidate);
      return;
    }
    this.media.name(signal.streams);
    this.#allowOffers();
    try {
      await this.#negotiator.description({ type: signal.kind, sdp: signal.sdp });
    } catch {
      if (!this.#closed) this.#events.broken();
    }
    for (const role of this.#senders.keys()) this.#applyCap(role);
  }

  /** The network is another one, or the connection to the server is back: see to it now. */
  check(networkChanged: boolean): void {
    if (networkChanged && this.status !== 'failed') this.#restart();
    // One that has never been connected is being made, and has its time.
    else if (this.status === 'reconnecting' || this.status === 'failed') this.#planRepair(repairs.failed);
  }

  send(text: string): boolean {
    // Whoever does not read for so long gets no more: files have channels of their own.
    if (this.#control.readyState !== 'open' || this.#control.bufferedAmount > 1_048_576) return false;
    this.#control.send(text);
    return true;
  }

  openChannel(label: string): RTCDataChannel | null {
    return this.status === 'connected' ? this.#connection.createDataChannel(label) : null;
  }

  /** Loudness of their voice, 0 to 1. */
  level(): number {
    let level = 0;
    for (const receiver of this.#connection.getReceivers()) {
      if (receiver.track.kind !== 'audio' || this.media.isScreen(receiver.track)) continue;
      for (const source of receiver.getSynchronizationSources()) level = Math.max(level, source.audioLevel ?? 0);
    }
    return level;
  }

  async measure(now: number): Promise<void> {
    const report = await this.#connection.getStats();
    const sample = readSample(report as unknown as Iterable<readonly [string, unknown]>, now);
    this.quality = this.status === 'connected' ? rate(this.#sample, sample) : unknownQuality;
    this.#sample = sample;
  }

  close(): void {
    this.#closed = true;
    for (const timer of [this.#candidateTimer, this.#repairTimer, this.#offerTimer]) clearTimeout(timer);
    this.#connection.close();
    this.media.close();
  }

  #listen(): void {
    const connection = this.#connection;
    connection.onnegotiationneeded = () => void this.#negotiate();
    connection.onicecandidate = ({ candidate }) => this.#candidate(candidate);
    connection.onconnectionstatechange = () => this.#stateChanged();
    connection.oniceconnectionstatechange = () => this.#stateChanged();
    connection.ontrack = ({ track, streams }) => this.media.add(track, streams[0]?.id ?? null);
    connection.ondatachannel = ({ channel }) => this.#events.channel(channel);
    this.#control.onopen = () => {
      this.#events.opened();
      this.#events.changed();
    };
    this.#control.onclose = () => {
      if (this.#closed) return;
      this.#events.closed();
      this.#events.changed();
    };
    this.#control.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#events.message(data);
    };
  }

  async #negotiate(): Promise<void> {
    if (!this.#mayOffer) return;
    try {
      await this.#negotiator.offer();
    } catch {
      if (!this.#closed) this.#planRepair(repairs.failed);
    }
  }

  #allowOffers(): void {
    this.#mayOffer = true;
    clearTimeout(this.#offerTimer);
  }

  /** The newcomer's first offer has not come. */
  #offerAnyway(): void {
    this.#allowOffers();
    void this.#negotiate();
  }

  #sendDescription(description: RTCSessionDescriptionInit): void {
    if (this.#closed || (description.type !== 'offer' && description.type !== 'answer')) return;
    const { main, screen } = this.#options.streams;
    const streams: StreamIds = { main: main.id, screen: screen.id };
    this.#events.signal({ kind: description.type, sdp: description.sdp ?? '', link: this.id, to: this.remoteId, streams });
  }

  /** A handful at a time: the server counts signals. */
  #candidate(candidate: RTCIceCandidate | null): void {
    if (candidate) this.#candidates.push(candidate.toJSON());
    if (this.#candidateTimer !== undefined || this.#candidates.length === 0) return;
    this.#candidateTimer = setTimeout(() => {
      this.#candidateTimer = undefined;
      this.#events.signal({ kind: 'candidate', candidates: this.#candidates.splice(0), link: this.id, to: this.remoteId });
    }, candidateBatch);
  }

  #stateChanged(): void {
    if (this.#closed) return;
    const { connectionState, iceConnectionState } = this.#connection;
    const before = this.status;
    if (connectionState === 'connected') {
      this.status = 'connected';
      this.#restarts = 0;
      clearTimeout(this.#repairTimer);
      this.#repairTimer = undefined;
      for (const role of this.#senders.keys()) this.#applyCap(role);
    } else if (connectionState === 'failed' || iceConnectionState === 'failed') {
      if (before === 'connected') this.status = 'reconnecting';
      this.#planRepair(repairs.failed);
    } else if (connectionState === 'disconnected' || iceConnectionState === 'disconnected') {
      if (before === 'connected') {
        this.status = 'reconnecting';
        this.#planRepair(repairs.disconnected);
      }
    }
    if (this.status !== before) this.#events.changed();
  }

  #planRepair(delay: number): void {
    clearTimeout(this.#repairTimer);
    // One side a little earlier than the other: offers then seldom meet on their way.
    const courtesy = this.#negotiator.polite ? 1_000 : 0;
    this.#repairTimer = setTimeout(() => this.#repair(), delay + courtesy);
  }

  #repair(): void {
    if (this.#closed || this.#connection.connectionState === 'connected') return;
    if (!this.#options.canSignal()) return this.#planRepair(repairs.again);
    // An offer that was never answered would stand in the way of every further one.
    if (this.#restarts >= mostRestarts || this.#connection.signalingState !== 'stable' || !this.#connection.remoteDescription) {
      return this.#events.broken();
    }
    if (this.status === 'connecting' && this.#restarts > 0) {
      // Tried twice. It goes on, but people should not wait for it.
      this.status = 'failed';
      this.#events.changed();
    }
    this.#restarts++;
    this.#restart();
    this.#planRepair(repairs.again * this.#restarts);
  }

  #restart(): void {
    this.#allowOffers();
    this.#connection.restartIce();
  }

  #applyCap(role: TrackRole): void {
    const sender = this.#senders.get(role);
    if (!sender || sender.track?.kind !== 'video') return;
    const cap: Cap = role === 'screen' ? screenCap(this.#peers) : cameraCap(this.#peers);
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    // Not negotiated yet; or nothing would change.
    if (!encoding || (encoding.maxBitrate === cap.maxBitrate && encoding.scaleResolutionDownBy === cap.scaleResolutionDownBy)) return;
    Object.assign(encoding, cap);
    if (role === 'screen') parameters.degradationPreference = 'maintain-resolution';
    sender.setParameters(parameters).catch(() => undefined);
  }
}

function fingerprintOf(description: RTCSessionDescription | null): string | null {
  return description?.sdp.match(/^a=fingerprint:(.+)$/m)?.[1]?.trim().toLowerCase() ?? null;
}
