import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Api, Member, Room as RoomData, Role, Session, User, Waiting } from '../src/api';
import { Problem } from '../src/api';
import type { Call, CallState, LocalMedia, MediaPart, MediaState, PeerState, Quality, RemotePeer } from '../src/call';
import type { Chat, ChatMessage, ChatState } from '../src/chat';
import type { Files, FilesState, Transfer } from '../src/files';
import type { Engine, Room, RoomAction, RoomState, Visit } from '../src/rooms';
import type { Connection, ConnectionState } from '../src/stomp';
import { picture } from './pictures';

export const me: User = { id: 'ann-id', name: 'Ann Miller', kind: 'account', userName: 'ann' };
export const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const nothing = () => () => undefined;
const done = () => Promise.resolve();

export const roomData: RoomData = {
  id: 'room-of-monday-0000001', title: 'Monday meeting', access: 'open', hasPassword: true, maxParticipants: 6, waitingRoom: true, locked: false,
  createdAt: at(9000), role: 'owner', lastSequence: 40, lastRead: 30,
};

const people: readonly (readonly [string, string, Role])[] = [
  ['beom-id', '김범준', 'moderator'], ['carla-id', 'Carla Nwosu', 'member'], ['dee-id', 'Dee', 'guest'],
  ['hostile-id', '<img src=x onerror=alert(1)>\u202Eevil', 'member'], ['long-id', 'Maximiliane Alexandra von und zu Hohenstein-Waldburg', 'member'],
];

const good: Quality = { level: 'good', reasons: [], roundTrip: 24, loss: 0, incoming: 1_400_000, outgoing: 900_000, relayed: false };
export const qualities: readonly Quality[] = [
  good, { ...good, level: 'fair', reasons: ['delay'], roundTrip: 310, relayed: true }, { ...good, level: 'poor', reasons: ['loss', 'bandwidth'], loss: 0.12 },
  { ...good, level: 'unknown', roundTrip: null }, good,
];
const on: PeerState = { microphone: true, camera: true, screen: false, hand: null };

export function peers(count: number): RemotePeer[] {
  return people.slice(0, count).map(([id, name, role], place) => ({
    id: `peer-${id}`, user: { id, name, kind: role === 'guest' ? 'guest' : 'account' }, role, since: at(12 - place), away: false,
    state: { ...on, camera: place !== 2, microphone: place !== 1 && place !== 3, hand: place === 2 ? at(1) : null },
    link: place === 3 ? 'reconnecting' : 'connected', quality: qualities[place]!, media: picture(place * 70 + 20), screen: null, speaking: place === 0, level: place === 0 ? 0.3 : 0, direct: true,
  }));
}

export const members: readonly Member[] = [
  { id: me.id, name: me.name, kind: 'account', role: 'owner', joinedAt: at(9000), online: true },
  ...people.map(([id, name, role]): Member => ({ id, name, role, kind: role === 'guest' ? 'guest' : 'account', joinedAt: at(500), online: true })),
  { id: 'eve-id', name: '이은혜', kind: 'account', role: 'member', joinedAt: at(400), online: false },
];

export const waiting: readonly Waiting[] = [
  { id: 'w1', name: 'Frank', kind: 'guest', since: at(3) },
  { id: 'w2', name: '박서연', kind: 'account', since: at(1) },
];

export function message(sequence: number, author: { id: string; name: string }, text: string, minutes: number, more: Partial<ChatMessage> = {}): ChatMessage {
  return {
    key: `m${sequence}`, clientId: `c${sequence}`, sequence, author, mine: author.id === me.id, text, deleted: false, replyTo: null, createdAt: at(minutes), editedAt: null,
    reactions: [], status: 'stored', problem: null, mentionsMe: false, ...more,
  };
}

const ann = { id: me.id, name: me.name };
const beom = { id: 'beom-id', name: '김범준' };
const carla = { id: 'carla-id', name: 'Carla Nwosu' };
export const messages: readonly ChatMessage[] = [
  message(10, carla, 'Good morning! The notes of last week: https://example.org/notes/2026-11-14.', 1500),
  message(11, beom, '좋은 아침입니다. 오늘 안건은 세 가지예요.\n1. 일정\n2. 예산\n3. 발표 연습', 52, { reactions: [{ emoji: '👍', users: [me.id, 'carla-id'] }, { emoji: '🎉', users: ['dee-id'] }] }),
  message(12, beom, '순서는 바꿔도 됩니다.', 51),
  message(13, ann, 'Thanks! I would begin with the budget.', 40, { replyTo: 11, editedAt: at(39) }),
  message(14, { id: 'hostile-id', name: people[3]![1] }, '<script>alert(1)</script> javascript:alert(1) [x](javascript:alert(2)) https://user:pw@evil.example/', 30),
  message(15, carla, '', 29, { deleted: true }),
  message(16, carla, '@Ann Miller could you share your screen?', 6, { mentionsMe: true }),
  message(17, { id: 'dee-id', name: 'Dee' }, 'I can hear you well now.', 4),
  { ...message(18, ann, 'One moment…', 1), sequence: null, status: 'sending' },
  { ...message(19, ann, 'This one did not go out.', 1), sequence: null, status: 'failed', problem: Problem.timeout() },
];

const off: MediaPart = { status: 'off', failure: null };
const running: MediaPart = { status: 'on', failure: null };

export interface Fakes {
  readonly engine: Engine;
  readonly visit: Visit;
  readonly calls: string[];
  readonly stores: {
    readonly connection: StoreApi<ConnectionState>;
    readonly media: StoreApi<MediaState>;
    readonly room: StoreApi<RoomState>;
    readonly call: StoreApi<CallState>;
    readonly chat: StoreApi<ChatState>;
    readonly files: StoreApi<FilesState>;
  };
}

export interface Wishes {
  readonly user?: User;
  readonly role?: Role;
  readonly media?: Partial<MediaState>;
  readonly room?: Partial<RoomState>;
  readonly call?: Partial<CallState>;
  readonly chat?: Partial<ChatState>;
  readonly files?: readonly Transfer[];
  readonly connection?: Partial<ConnectionState>;
  readonly pictures?: boolean;
}

/** Everything behind the screens, standing still in a chosen state; what is asked of it is noted down in `calls`. */
export function fakes(wishes: Wishes = {}, session: Session = fakeSession(me), api: Api = fakeApi()): Fakes {
  const calls: string[] = [];
  const note = (name: string) => (...given: unknown[]) => (calls.push([name, ...given.map((one) => JSON.stringify(one))].join(' ')), done());
  const role = wishes.role ?? 'owner';
  const stores: Fakes['stores'] = {
    connection: createStore<ConnectionState>(() => ({ status: 'online', transport: 'websocket', failures: 0, retryAt: null, sessions: 1, ...wishes.connection })),
    media: createStore<MediaState>(() => ({
      camera: running, microphone: running, screen: off, cameras: [{ id: 'c1', label: 'FaceTime HD Camera' }, { id: 'c2', label: '' }], microphones: [{ id: 'm1', label: 'Built-in Microphone' }],
      speakers: [{ id: 's1', label: 'Built-in Speakers' }], chosen: { camera: null, microphone: null, speaker: null }, permitted: true,
      preview: wishes.pictures === false ? null : picture(300), screenPreview: null, level: 0.12, pushToTalk: false, ...wishes.media,
    })),
    room: createStore<RoomState>(() => ({ id: roomData.id, status: 'inside', glimpse: roomData, room: { ...roomData, role }, role, members, waiting: [], mute: null, problem: null, ...wishes.room })),
    call: createStore<CallState>(() => {
      const there = wishes.call?.peers ?? [];
      return {
        status: 'joined', failure: null, me: 'peer-me', own: on, peers: there, activeSpeaker: there[0]?.id ?? null,
        hands: there.filter((peer) => peer.state.hand).map((peer) => peer.id), speaking: false, iceProblem: null, ...wishes.call,
      };
    }),
    chat: createStore<ChatState>(() => ({
      messages, loaded: true, loadingOlder: false, hasOlder: false, peerToPeer: false, typing: [], lastRead: 15, unreadFrom: 16, unread: 2, unreadMentions: 1, reads: {}, problem: null, ...wishes.chat,
    })),
    files: createStore<FilesState>(() => ({ transfers: wishes.files ?? [] })),
  };
  const ranks: readonly Role[] = ['guest', 'member', 'moderator', 'owner'];
  const least = (action: RoomAction): Role => (['configure', 'appoint', 'delete'].includes(action) ? 'owner' : ['see', 'read', 'write', 'call', 'leave'].includes(action) ? 'guest' : 'moderator');
  const may = (action: RoomAction) => ranks.indexOf(role) >= ranks.indexOf(least(action));

  const room: Room = {
    id: roomData.id, me: wishes.user ?? me, state: stores.room, may, mayTo: (action, other) => may(action) && ranks.indexOf(role) > ranks.indexOf(other),
    enter: note('enter'), reload: note('reload'), leave: note('leave room'), update: note('update'), remove: note('remove'), setRole: note('setRole'), kick: note('kick'), ban: note('ban'),
    bans: () => Promise.resolve([{ id: 'b1', name: 'Mallory', at: at(3000) }]), unban: note('unban'), mute: note('mute'), admit: note('admit'), deny: note('deny'),
    invitations: () => Promise.resolve([{ id: 'i1', createdAt: at(90), expiresAt: at(-2000), usesLeft: 4 }, { id: 'i2', createdAt: at(90), expiresAt: at(-9000), usesLeft: null }]),
    invite: () => Promise.resolve({ id: 'i3', createdAt: at(0), expiresAt: at(-1440), usesLeft: 5, token: 'Jx1oX0c7Q1m2N3b4V5c6Z7' }), revoke: note('revoke'),
    answerMute: note('answerMute'), onNews: nothing, close: note('close'),
  };
  const chat: Chat = {
    state: stores.chat, send: note('send'), retry: note('retry'), discard: note('discard'), edit: note('edit'), remove: note('remove message'), react: note('react'), typing: note('typing'),
    markRead: note('markRead'), setReading: () => undefined, clearUnreadLine: () => undefined, loadOlder: note('loadOlder'), reveal: () => Promise.resolve(true), onMessage: nothing, close: note('close'),
  };
  const media: LocalMedia = {
    state: stores.media, refresh: done, start: note('start'), setCamera: note('setCamera'), setMicrophone: note('setMicrophone'), setScreen: note('setScreen'), choose: note('choose'),
    setPushToTalk: note('setPushToTalk'), track: () => null, onTrack: nothing, onNews: nothing, close: note('close media'),
  };
  const call: Call = {
    state: stores.call, media, join: note('join'), leave: note('leave'), setHand: note('setHand'), talk: note('talk'), onNews: nothing, close: note('close'),
    links: {
      peers: () => [], send: () => false, broadcast: () => undefined, onMessage: nothing, openChannel: () => null, onChannel: nothing, onOpen: nothing, onClosed: nothing,
    },
  };
  const files: Files = {
    state: stores.files, offer: (file, peer) => (calls.push(`offer ${file.name} ${peer ?? ''}`), []), accept: async (id) => (calls.push(`accept ${id}`), true), decline: note('decline'), cancel: note('cancel'),
    forget: note('forget'), onOffer: nothing, close: note('close'),
  };
  const connection: Connection = {
    state: stores.connection, start: () => undefined, stop: done, retryNow: note('retryNow'), subscribe: nothing, send: done, onReport: nothing, onOnline: nothing,
  };
  const visit: Visit = { room, chat, call, files, close: () => undefined };
  return { engine: { session, api, connection, media, visit: () => visit, close: () => undefined }, visit, calls, stores };
}

export function fakeSession(user: User | null): Session {
  const state = createStore<ReturnType<Session['state']['getState']>>(() => ({ status: user ? 'signed-in' : 'signed-out', user }));
  const enter = () => (state.setState({ status: 'signed-in', user: me }), Promise.resolve(me));
  return {
    state, restore: () => Promise.resolve(user), signUp: enter, signIn: enter, signInAsGuest: enter, signOut: async () => state.setState({ status: 'signed-out', user: null }), rename: enter, changePassword: enter,
    token: () => Promise.resolve(''), renew: () => Promise.resolve(''), onToken: nothing, close: () => undefined,
  };
}

export function fakeApi(rooms: readonly RoomData[] = [
  roomData, { ...roomData, id: 'room-2-00000000', title: '독서 모임', role: 'member', lastSequence: 12, lastRead: 12 },
  { ...roomData, id: 'room-3-00000000', title: 'Piano lessons with a rather long name that does not fit on one line of a phone', role: 'moderator', locked: true, lastSequence: 3, lastRead: 3 },
]): Api {
  const glimpse = { id: roomData.id, title: roomData.title, hasPassword: true, waitingRoom: true, locked: false };
  const known: Partial<Api> = {
    rooms: () => Promise.resolve(rooms), createRoom: () => Promise.resolve(roomData), room: () => Promise.resolve(glimpse),
    lookAtInvitation: () => Promise.resolve({ room: glimpse, expiresAt: at(-600) }),
  };
  return known as Api;
}

const transfer: Transfer = {
  id: 't1', direction: 'receiving', person: carla, name: 'Budget 2027.xlsx', size: 4_800_000, mediaType: '', status: 'offered', failure: null, transferred: 0, speed: 0, blob: null, at: 0,
};
export const transfers: readonly Transfer[] = [
  { ...transfer, id: 't5', name: '../../etc/pass\u202Ewd.exe', status: 'failed', failure: 'checksum' },
  { ...transfer, id: 't4', name: 'photo.jpg', size: 2_100_000, status: 'done', transferred: 2_100_000, blob: new Blob(['x']) },
  { ...transfer, id: 't3', direction: 'sending', person: beom, name: '발표 연습 녹화.mp4', size: 812_000_000, status: 'paused', transferred: 300_000_000 },
  { ...transfer, id: 't2', direction: 'sending', person: beom, name: 'slides-final-really-final-version-7.pdf', size: 48_000_000, status: 'active', transferred: 21_000_000, speed: 6_200_000 },
  transfer,
];
