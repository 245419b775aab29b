import type { StoreApi } from 'zustand/vanilla';
import type { Person, Problem, Role, User } from '../api';

/** What everybody is told about a peer's devices. `hand` is when it went up. */
export interface PeerState {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly hand: string | null;
}

/** A peer as the server tells it: one tab of one member. */
export interface Peer {
  readonly id: string;
  readonly user: User;
  readonly role: Role;
  readonly since: string;
  readonly away: boolean;
  readonly state: PeerState;
}

export type LinkStatus = 'connecting' | 'connected' | 'reconnecting' | 'failed';
export type QualityLevel = 'unknown' | 'good' | 'fair' | 'poor';
/** Why it is not good. `cpu` and `bandwidth`: what this browser says limits the picture it sends. */
export type QualityReason = 'loss' | 'delay' | 'cpu' | 'bandwidth';

export interface Quality {
  readonly level: QualityLevel;
  readonly reasons: readonly QualityReason[];
  /** Milliseconds there and back. */
  readonly roundTrip: number | null;
  /** 0 to 1, of what we get. */
  readonly loss: number;
  /** Bits a second. */
  readonly incoming: number;
  readonly outgoing: number;
  /** It goes through a relay (TURN). */
  readonly relayed: boolean;
}

/** A tile's worth of somebody else. */
export interface RemotePeer extends Peer {
  readonly link: LinkStatus;
  readonly quality: Quality;
  /** Voice and face. Always the same object for one link: attach it once. */
  readonly media: MediaStream;
  /** Their screen, with its sound; null while they share none. */
  readonly screen: MediaStream | null;
  readonly speaking: boolean;
  /** 0 to 1. */
  readonly level: number;
  /** The data channel is open: chat and files go straight to them. */
  readonly direct: boolean;
}

/**
 * `reconnecting`: the server is away; links to others live on. `left`: by my own will. `ended`: for the reason in `failure`.
 */
export type CallStatus = 'idle' | 'joining' | 'joined' | 'reconnecting' | 'left' | 'ended';

export type CallFailureCode =
  | 'no-webrtc' | 'room-full' | 'replaced' | 'kicked' | 'banned' | 'deleted' | 'not-allowed' | 'no-such-room' | 'unreachable' | 'unknown';

export interface CallFailure {
  readonly code: CallFailureCode;
  readonly problem: Problem | null;
}

export interface CallState {
  readonly status: CallStatus;
  readonly failure: CallFailure | null;
  /** My peer's id; null until the server has welcomed me. */
  readonly me: string | null;
  /** My own, as others see it. */
  readonly own: PeerState;
  /** In the order in which they came. */
  readonly peers: readonly RemotePeer[];
  /** A peer's id, mine included; stays until somebody else speaks. */
  readonly activeSpeaker: string | null;
  /** Peer ids with a raised hand, mine included, first come first. */
  readonly hands: readonly string[];
  readonly speaking: boolean;
  readonly iceProblem: Problem | null;
}

export type CallNews =
  | { readonly type: 'joined' | 'away' | 'back'; readonly peer: Peer }
  | { readonly type: 'left'; readonly peer: Peer; readonly reason: string }
  | { readonly type: 'hand'; readonly peer: Peer; readonly up: boolean }
  | { readonly type: 'screen'; readonly peer: Peer; readonly on: boolean }
  | { readonly type: 'resumed' };

export interface Call {
  readonly state: StoreApi<CallState>;
  readonly media: LocalMedia;
  /** With the devices that are on in `media`. Resolves when the server has welcomed me; failures are in the state. */
  join(): Promise<void>;
  leave(): Promise<void>;
  setHand(up: boolean): void;
  /** Push to talk: true while the key is down. */
  talk(on: boolean): void;
  /** Straight to all peers, or one. */
  readonly links: Links;
  onNews(listen: (news: CallNews) => void): () => void;
  close(): void;
}

/** Straight ways to the other peers, over data channels. */
export interface Links {
  peers(): readonly { readonly peer: string; readonly person: Person }[];
  /** A message for one topic, `chat` or `file`; false when there is no open link. */
  send(peer: string, topic: string, message: unknown): boolean;
  broadcast(topic: string, message: unknown): void;
  onMessage(topic: string, listen: (peer: string, person: Person, message: unknown) => void): () => void;
  openChannel(peer: string, label: string): RTCDataChannel | null;
  onChannel(listen: (peer: string, channel: RTCDataChannel) => void): () => void;
  onOpen(listen: (peer: string, person: Person) => void): () => void;
  onClosed(listen: (peer: string) => void): () => void;
}

export type DeviceKind = 'camera' | 'microphone' | 'speaker';

export interface Device {
  readonly id: string;
  readonly label: string;
}

/** `none`: there is no such device. `insecure`: the page was not loaded over https. */
export type MediaFailure = 'none' | 'refused' | 'in-use' | 'unplugged' | 'insecure' | 'unknown';
export type MediaStatus = 'off' | 'starting' | 'on' | 'failed';

export interface MediaPart {
  readonly status: MediaStatus;
  readonly failure: MediaFailure | null;
}

export interface MediaState {
  readonly camera: MediaPart;
  /** `on`: others hear it. */
  readonly microphone: MediaPart;
  readonly screen: MediaPart;
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
  /** Device ids; null is the browser's choice. */
  readonly chosen: Readonly<Record<DeviceKind, string | null>>;
  /** Names of devices are known only after permission. */
  readonly permitted: boolean;
  /** My picture, for the preview; null while the camera is off. */
  readonly preview: MediaStream | null;
  readonly screenPreview: MediaStream | null;
  /** Of my microphone, 0 to 1. */
  readonly level: number;
  readonly pushToTalk: boolean;
}

/** A device has gone and another one is used instead, or none. */
export interface MediaNews {
  readonly type: 'unplugged';
  readonly kind: DeviceKind;
  readonly instead: string | null;
}

export type TrackRole = 'microphone' | 'camera' | 'screen' | 'screen-audio';

/** My devices: what is captured, from where. Lives longer than a call: the preview before it uses the same. */
export interface LocalMedia {
  readonly state: StoreApi<MediaState>;
  /** Lists devices; asks nothing. */
  refresh(): Promise<void>;
  /** Both at once: one question to the person instead of two. */
  start(what: { camera: boolean; microphone: boolean }): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  /** Call it from a click. */
  setScreen(on: boolean): Promise<void>;
  choose(kind: DeviceKind, id: string | null): Promise<void>;
  setPushToTalk(on: boolean): void;
  track(role: TrackRole): MediaStreamTrack | null;
  /** A track is another one, or is no more. */
  onTrack(listen: (role: TrackRole, track: MediaStreamTrack | null) => void): () => void;
  onNews(listen: (news: MediaNews) => void): () => void;
  /** Switches everything off. */
  close(): void;
}
