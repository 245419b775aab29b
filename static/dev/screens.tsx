import type { ReactNode } from 'react';
import { Problem } from '../src/api';
import { texts, type Texts } from '../src/text';
import type { Doors } from '../src/ui/doors';
import { Prejoin } from '../src/ui/join/Prejoin';
import RoomPage from '../src/ui/join/RoomPage';
import { Waiting } from '../src/ui/join/Waiting';
import { EndScreen, type End } from '../src/ui/notice/EndScreen';
import { toast } from '../src/ui/notice/notices';
import { RoomScreen } from '../src/ui/room/RoomScreen';
import { Start } from '../src/ui/start/Start';
import { checkNames, type CheckName, type Result } from '../src/ui/test/checks';
import TestPage from '../src/ui/test/TestPage';
import { fakeApi, fakes, fakeSession, me, peers, roomData, transfers, waiting, type Wishes } from './fakes';
import { picture } from './pictures';

interface Shown {
  readonly doors: Doors;
  readonly element: ReactNode;
  then?(): void | Promise<void>;
}

function doorsFor(user: typeof me | null, wishes: Wishes = {}): Doors {
  const session = fakeSession(user);
  const api = fakeApi();
  return { session, api, engine: () => Promise.resolve(fakes(wishes, session, api).engine) };
}

const plain = (element: ReactNode, user: typeof me | null = me): Shown => ({ doors: doorsFor(user), element });

function room(wishes: Wishes, then?: () => void | Promise<void>): Shown {
  const { engine, visit } = fakes(wishes);
  return { doors: doorsFor(me), element: <RoomScreen engine={engine} visit={visit} onJoinCall={() => undefined} />, ...(then && { then }) };
}

/** Waits until it is there: on a busy machine what is loaded on demand takes its time. */
async function see(selector: string): Promise<HTMLElement> {
  for (;;) {
    const found = document.querySelector<HTMLElement>(selector);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const press = async (selector: string) => (await see(selector)).click();
const key = (letter: string): void => void document.body.dispatchEvent(new KeyboardEvent('keydown', { key: letter, bubbles: true }));
const dialog = '[role=dialog], [role=alertdialog]';
const popup = `[role=menu], ${dialog}`;

/** By the key that opens it. */
async function side(letter: string): Promise<void> {
  key(letter);
  await see('.side');
}

async function opened(button: string, what: string): Promise<void> {
  await press(button);
  await see(what);
}
/** An end, with what one can do about it: the first is what most will want. */
const end = (name: End, ...ways: ((t: Texts) => string)[]) => () =>
  plain(<EndScreen end={name}>{ways.length > 0 && ways.map((way, place) => <button key={place} type="button" className={place === 0 ? 'button primary' : 'button'}>{way(texts())}</button>)}</EndScreen>);
const retry = (t: Texts) => t.app.retry;
const rejoin = (t: Texts) => t.ends.rejoin;

const prejoin = (wishes: Wishes, user: typeof me | null = null, problem: Problem | null = null) =>
  plain(<Prejoin glimpse={roomData} user={user} member={false} media={fakes(wishes).engine.media} busy={false} problem={problem} onJoin={() => undefined} onSignIn={() => undefined} invitedUntil={new Date(2026, 11, 1, 9)} />, user);

const withScreen = () => {
  const [first, ...rest] = peers(3);
  return [{ ...first!, screen: picture(0, 'screen'), state: { ...first!.state, screen: true } }, ...rest];
};

const tested = Object.fromEntries(checkNames.map((name, place) => [name, ([
  { state: 'good', note: '' }, { state: 'good', note: 'Built-in Microphone' }, { state: 'bad', note: 'The camera is not allowed. Click the camera or lock symbol.' }, { state: 'good', note: 'Answered in 21 ms.' },
  { state: 'poor', note: 'WebSockets do not get through.' }, { state: 'good', note: 'Answered in 80 ms.' }, { state: 'good', note: 'Seen from outside as 203.0.113.7.' }, { state: 'skipped', note: 'The server names no TURN server.' },
] satisfies Result[])[place]])) as Record<CheckName, Result>;

export const screens: Readonly<Record<string, () => Shown>> = {
  start: () => plain(<Start />, null),
  register: () => ({ ...plain(<Start />, null), then: () => press('.card .link') }),
  home: () => plain(<Start />),
  'home-new': () => ({ ...plain(<Start />), then: () => press('.home .primary') }),
  prejoin: () => prejoin({}),
  'prejoin-refused': () => prejoin({ media: { camera: { status: 'failed', failure: 'refused' }, microphone: { status: 'failed', failure: 'none' }, preview: null, level: 0 } }, null, new Problem({ status: 403, code: 'wrong-password', title: '' })),
  invited: () => plain(<RoomPage route={{ page: 'invitation', token: 'some-token' }} />, null),
  waiting: () => plain(<Waiting room={roomData.title} onLeave={() => undefined} />),
  alone: () => room({ call: { peers: [] } }),
  grid: () => room({ call: { peers: peers(5) }, room: { waiting } }),
  two: () => room({ call: { peers: peers(1) } }),
  speaker: () => room({ call: { peers: peers(4) } }, () => press('.room-head .button:nth-last-child(2)')),
  screen: () => room({ call: { peers: withScreen() }, media: { screen: { status: 'on', failure: null } } }),
  chat: () => room({ call: { peers: peers(3) }, chat: { typing: [{ id: 'beom-id', name: '김범준' }] } }, () => side('c')),
  'chat-empty': () => room({ call: { peers: peers(2) }, chat: { messages: [], unread: 0, unreadMentions: 0 } }, () => side('c')),
  people: () => room({ call: { peers: peers(4) }, room: { waiting } }, () => side('p')),
  files: () => room({ call: { peers: peers(3) }, files: transfers }, () => opened('[data-panel=files]', '.side')),
  settings: () => room({ call: { peers: peers(2) } }, async () => { await press('.bar .bar-group:last-of-type .control:last-child'); await opened('.menu-item:nth-last-child(2)', dialog); }),
  more: () => room({ call: { peers: peers(2) } }, () => opened('.bar .bar-group:last-of-type .control:last-child', popup)),
  shortcuts: () => room({ call: { peers: peers(2) } }, async () => { key('?'); await see(dialog); }),
  invite: () => room({ call: { peers: peers(2) } }, () => opened('.room-head .button', dialog)),
  'room-settings': () => room({ call: { peers: peers(2) } }, async () => { await side('p'); await opened('.people > .row .button:nth-child(3)', dialog); }),
  'person-menu': () => room({ call: { peers: peers(3) } }, async () => { await side('p'); await opened('.person:nth-child(3) button', popup); }),
  'tile-menu': () => room({ call: { peers: peers(2) } }, () => opened('.tile-menu', popup)),
  offline: () => room({ call: { peers: peers(2), status: 'reconnecting' }, connection: { status: 'offline', retryAt: Date.now() + 8000 }, chat: { peerToPeer: true }, media: { microphone: { status: 'off', failure: null }, camera: { status: 'off', failure: null }, preview: null } }, () => side('c')),
  toasts: () => room({ call: { peers: peers(2) } }, () => {
    const t = texts();
    toast(t.people.waits('Frank'), { actions: [{ label: t.people.admit, primary: true, run: () => undefined }, { label: t.people.show, run: () => undefined }] });
    toast(t.media.failures.camera['in-use'].title, { tone: 'danger', stays: 60_000 });
  }),
  'chat-only': () => room({ call: { status: 'idle', me: null, peers: [] } }, () => side('c')),
  test: () => plain(<TestPage initial={tested} />),
  full: end('full', rejoin, t => t.ends.chatOnly), 'no-webrtc': end('noWebrtc', t => t.ends.chatOnly), left: end('left', rejoin), replaced: end('replaced', t => t.ends.tryHere),
  none: end('none'), invitation: end('invitation'), kicked: end('kicked', retry), banned: end('banned'), denied: end('denied', retry), deleted: end('deleted'), locked: end('locked', retry),
  blocked: end('blocked', retry, t => t.connection.why), 'signed-out': end('signedOut', t => t.start.signIn), crashed: end('crashed', t => t.app.reload), 'guest-elsewhere': end('guestElsewhere', t => t.ends.endVisit),
};
