import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, type History, type HistoryQuery, type Message, type Person } from '../api';
import { fakeConnection } from '../rooms/fakes.test-kit';
import { createFeed } from '../rooms/feed';
import { createChat } from './chat';

const ann: Person = { id: 'ann', name: 'Ann' };
const bob: Person = { id: 'bob', name: 'Bob' };

/** A room's messages as the server keeps them. */
class Store {
  last = 0;
  readonly messages: Message[] = [];

  add(author: Person, clientId: string, text: string, replyTo: number | null = null): Message | null {
    if (this.messages.some(message => message.author.id === author.id && message.clientId === clientId)) return null;
    const sequence = ++this.last;
    const message: Message = {
      sequence, changed: sequence, id: `m${sequence}`, author, clientId, text, replyTo, createdAt: new Date(sequence * 1_000).toISOString(), editedAt: null, deletedAt: null, reactions: [],
    };
    this.messages.push(message);
    return message;
  }

  change(index: number, change: Partial<Message>): Message {
    const message = { ...this.messages[index]!, ...change, changed: ++this.last };
    this.messages[index] = message;
    return message;
  }

  history = async (_: string, { before, since, limit = 50 }: HistoryQuery): Promise<History> => {
    if (since !== undefined) {
      const changed = this.messages.filter(message => message.changed > since).sort((a, b) => a.changed - b.changed);
      return { messages: changed.slice(0, limit), more: changed.length > limit, lastSequence: this.last };
    }
    const older = this.messages.filter(message => before === undefined || message.sequence < before);
    return { messages: older.slice(-limit), more: older.length > limit, lastSequence: this.last };
  };
}

function setUp(store = new Store(), me = ann, storage: Storage | null = null) {
  const net = fakeConnection();
  const broadcasts: unknown[] = [];
  let fromPeer: (from: Person, message: unknown) => void = () => undefined;
  let opened: () => void = () => undefined;
  const links = {
    broadcast: (message: unknown) => void broadcasts.push(message),
    onMessage: (listen: typeof fromPeer) => ((fromPeer = listen), () => undefined),
    onOpen: (listen: () => void) => ((opened = listen), () => undefined),
  };
  const feed = createFeed(net.connection, 'r');
  const api = { history: vi.fn(store.history) };
  const chat = createChat({ room: 'r', me, api, connection: net.connection, feed, links, lastRead: () => 0, storage });
  feed.open();
  const news = (type: string, message: Message) => net.tell('/topic/public/r', { type, message });
  // The server of this room: stores what comes, tells it, confirms it.
  net.answers(async (destination, body) => {
    if (!destination.endsWith('/messages')) return;
    await Promise.resolve();
    const { clientId, text } = body as { clientId: string; text: string };
    const message = store.add(me, clientId, text);
    if (message) news('message', message);
  });
  return { chat, store, net, api, broadcasts, news, peer: (from: Person, message: unknown) => fromPeer(from, message), opened: () => opened() };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const texts = (chat: ReturnType<typeof createChat>) => chat.state.getState().messages.map(message => message.text);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what I write is there at once, and keeps its key when it is stored', async () => {
  const { chat, net } = setUp();
  net.online();
  await settle();
  chat.send('hello');
  const [draft] = chat.state.getState().messages;
  expect(draft).toMatchObject({ text: 'hello', status: 'sending', sequence: null });
  await settle();
  const [stored] = chat.state.getState().messages;
  expect(stored).toMatchObject({ text: 'hello', status: 'stored', sequence: 1, key: draft!.key });
});

test('what was not confirmed is sent again after a reconnect, in order and stored once', async () => {
  const { chat, net, store, news } = setUp();
  net.online();
  await settle();
  // The first is stored, but the confirmation is lost with the connection.
  net.answers(async (_, body) => {
    const { clientId, text } = body as { clientId: string; text: string };
    store.add(ann, clientId, text);
    net.offline();
    throw Problem.unreachable();
  });
  chat.send('one');
  chat.send('two');
  await settle();
  net.answers(async (_, body) => {
    const { clientId, text } = body as { clientId: string; text: string };
    const message = store.add(ann, clientId, text);
    if (message) news('message', message);
  });
  net.online();
  await settle();
  expect(store.messages.map(message => message.text)).toEqual(['one', 'two']);
  expect(chat.state.getState().messages.map(message => [message.text, message.status])).toEqual([['one', 'stored'], ['two', 'stored']]);
});

test('what was not sent survives a reload of the tab', async () => {
  sessionStorage.clear();
  const first = setUp(new Store(), ann, sessionStorage);
  first.chat.send('still here');
  await settle();
  first.chat.close();
  const second = setUp(first.store, ann, sessionStorage);
  expect(texts(second.chat)).toEqual(['still here']);
  second.net.online();
  await settle();
  expect(second.store.messages.map(message => message.text)).toEqual(['still here']);
  expect(sessionStorage.length).toBe(0);
});

test('a refused message says why, can be tried again or taken back, and holds up nobody', async () => {
  const { chat, net, store } = setUp();
  net.online();
  await settle();
  let refuse = true;
  net.answers(async (_, body) => {
    const { clientId, text } = body as { clientId: string; text: string };
    if (refuse && text === 'bad') throw new Problem({ status: 0, code: 'invalid', title: 'No.' });
    store.add(ann, clientId, text);
  });
  chat.send('bad');
  chat.send('good');
  await settle();
  const failed = chat.state.getState().messages.find(message => message.text === 'bad')!;
  expect(failed).toMatchObject({ status: 'failed', problem: { code: 'invalid' } });
  expect(store.messages.map(message => message.text)).toEqual(['good']);
  refuse = false;
  chat.retry(failed.key);
  await settle();
  expect(store.messages.map(message => message.text)).toEqual(['good', 'bad']);
});

test('sent too fast, it is sent again by itself', async () => {
  const { chat, net, store } = setUp();
  net.online();
  await settle();
  let times = 0;
  net.answers(async (_, body) => {
    if (++times < 3) throw new Problem({ status: 0, code: 'too-fast', title: 'Slowly.' });
    store.add(ann, (body as { clientId: string }).clientId, 'x');
  });
  chat.send('x');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(store.messages).toHaveLength(1);
});

test('what was missed comes after a reconnect, over several pages', async () => {
  const { chat, net, store } = setUp();
  store.add(bob, 'first', 'first');
  net.online();
  await settle();
  net.offline();
  for (let i = 0; i < 120; i++) store.add(bob, `c${i}`, `missed ${i}`);
  store.change(0, { text: 'first, edited' });
  net.online();
  await settle();
  expect(texts(chat)).toHaveLength(121);
  expect(texts(chat)[0]).toBe('first, edited');
});

test('a gap in the news is filled', async () => {
  const { chat, net, store, news, api } = setUp();
  net.online();
  await settle();
  store.add(bob, 'lost', 'lost');
  news('message', store.add(bob, 'heard', 'heard')!);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(texts(chat)).toEqual(['lost', 'heard']);
  const asked = api.history.mock.calls.length;
  // News that only overtake each other ask nobody.
  const a = store.add(bob, 'a', 'a')!;
  const b = store.add(bob, 'b', 'b')!;
  news('message', b);
  news('message', a);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(texts(chat)).toEqual(['lost', 'heard', 'a', 'b']);
  expect(api.history.mock.calls.length).toBe(asked);
});

test('pages back, and a change of what is not loaded leaves no island', async () => {
  const store = new Store();
  for (let i = 1; i <= 120; i++) store.add(bob, `c${i}`, `${i}`);
  const { chat, net, news } = setUp(store);
  net.online();
  await settle();
  expect(texts(chat)).toHaveLength(50);
  news('changed', store.change(4, { text: 'five' }));
  expect(texts(chat)).toHaveLength(50);
  expect(await chat.reveal(5)).toBe(true);
  expect(texts(chat)).toHaveLength(120);
  expect(texts(chat)[4]).toBe('five');
  expect(chat.state.getState().hasOlder).toBe(false);
  expect(await chat.reveal(999)).toBe(false);
});

test('while the server is away, words go straight to the others and are merged when it is back', async () => {
  const store = new Store();
  const a = setUp(store, ann);
  const b = setUp(store, bob);
  for (const one of [a, b]) one.net.online();
  await settle();
  for (const one of [a, b]) one.net.offline();
  expect(a.chat.state.getState().peerToPeer).toBe(true);
  a.chat.send('are you there?');
  a.chat.send('@Bob?');
  await settle();
  expect(a.broadcasts).toHaveLength(2);
  const told: string[] = [];
  b.chat.onMessage(message => told.push(message.text));
  for (const message of a.broadcasts) b.peer(ann, message);
  b.peer(ann, a.broadcasts[0]);
  b.chat.send('yes');
  await settle();
  for (const message of b.broadcasts) a.peer(bob, message);
  expect(b.chat.state.getState().messages.map(message => message.status)).toEqual(['peer', 'peer', 'sending']);
  expect(b.chat.state.getState().messages[1]!.mentionsMe).toBe(true);
  const keys = b.chat.state.getState().messages.map(message => message.key);

  a.net.online();
  b.net.online();
  await settle();
  for (const one of [a, b]) {
    one.net.offline();
    one.net.online();
  }
  await settle();
  expect(texts(a.chat)).toEqual(texts(b.chat));
  expect(store.messages).toHaveLength(3);
  expect(new Set(b.chat.state.getState().messages.map(message => message.key))).toEqual(new Set(keys));
  expect(b.chat.state.getState().messages.every(message => message.status === 'stored')).toBe(true);
  expect(told).toEqual(['are you there?', '@Bob?']);
});

test('who joins directly while the server is away hears what waits', async () => {
  const { chat, net, broadcasts, opened } = setUp();
  net.online();
  await settle();
  net.offline();
  chat.send('x');
  await settle();
  opened();
  expect(broadcasts).toHaveLength(2);
});

test('what no browser of ours would send is not believed', async () => {
  const { chat, peer } = setUp();
  for (const nonsense of [null, 7, {}, { type: 'message' }, { type: 'message', clientId: 'x', text: 5, createdAt: '' }, { type: 'message', clientId: 'x', text: 'x', createdAt: 'never' },
    { type: 'message', clientId: 'x', text: 'x'.repeat(20_000), createdAt: '2026-01-01' }]) peer(bob, nonsense);
  for (let i = 0; i < 500; i++) peer(bob, { type: 'message', clientId: `c${i}`, text: 'flood', createdAt: '2026-01-01T00:00:00Z' });
  expect(texts(chat)).toHaveLength(200);
});

test('typing is told seldom, and forgotten after six seconds', async () => {
  const { chat, net } = setUp();
  net.online();
  await settle();
  for (let i = 0; i < 10; i++) {
    chat.typing();
    await vi.advanceTimersByTimeAsync(200);
  }
  await vi.advanceTimersByTimeAsync(6_000);
  expect(net.sent.filter(one => one.destination.endsWith('/typing')).map(one => one.body)).toEqual([{ typing: true }, { typing: false }]);
  net.tell('/topic/public/r', { type: 'typing', user: bob, typing: true });
  net.tell('/topic/public/r', { type: 'typing', user: ann, typing: true });
  expect(chat.state.getState().typing).toEqual([bob]);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(chat.state.getState().typing).toEqual([]);
});

test('the unread line stands before the first that I have not seen, until I take it away', async () => {
  const store = new Store();
  store.add(bob, 'a', 'a');
  const { chat, net, news } = setUp(store);
  net.online();
  await settle();
  expect(chat.state.getState()).toMatchObject({ unreadFrom: 1, unread: 1 });
  chat.markRead();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(chat.state.getState()).toMatchObject({ unreadFrom: 1, unread: 0, lastRead: 1 });
  expect(net.sent.at(-1)).toEqual({ destination: '/app/rooms/r/read', body: { sequence: 1 } });
  chat.clearUnreadLine();
  news('message', store.add(bob, 'b', '@ann look')!);
  news('message', store.add(bob, 'c', 'c')!);
  expect(chat.state.getState()).toMatchObject({ unreadFrom: 2, unread: 2, unreadMentions: 1 });
});

/** A generator of numbers that gives the same ones for the same seed. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('any order of news, losses, doubles and reconnects ends in the same list (%i)', async seed => {
  const random = seeded(seed + 1);
  const pick = (count: number) => Math.floor(random() * count);
  const store = new Store();
  const a = setUp(store, ann);
  const others = { ...bob };
  const inFlight: { type: string; message: Message }[] = [];
  let online = false;
  let written = 0;
  a.net.answers(async (_, body) => {
    const { clientId, text } = body as { clientId: string; text: string };
    if (random() < 0.2) throw Problem.unreachable();
    const message = store.add(ann, clientId, text);
    if (message) inFlight.push({ type: 'message', message });
    if (random() < 0.2) throw Problem.timeout();
  });
  for (let step = 0; step < 80; step++) {
    switch (pick(9)) {
      case 0:
        a.chat.send(`mine ${written++}`);
        break;
      case 1: {
        const clientId = `b${written++}`;
        const createdAt = new Date(written * 1_000).toISOString();
        if (random() < 0.5) a.peer(others, { type: 'message', clientId, text: clientId, replyTo: null, createdAt });
        inFlight.push({ type: 'message', message: store.add(others, clientId, clientId)! });
        break;
      }
      case 2:
        if (store.messages.length > 0) inFlight.push({ type: 'changed', message: store.change(pick(store.messages.length), { text: `edited ${step}`, editedAt: 'now' }) });
        break;
      case 3:
        if (store.messages.length > 0) inFlight.push({ type: 'changed', message: store.change(pick(store.messages.length), { text: null, deletedAt: 'now' }) });
        break;
      case 4:
        if (online) a.net.offline();
        else a.net.online();
        online = !online;
        break;
      case 5:
        // Lost.
        if (inFlight.length > 0) inFlight.splice(pick(inFlight.length), 1);
        break;
      default: {
        // Any of them, not the oldest first; sometimes twice.
        const next = inFlight.splice(pick(inFlight.length), 1)[0];
        if (next && online) a.news(next.type, next.message);
        if (next && random() < 0.2) inFlight.push(next);
        await vi.advanceTimersByTimeAsync(pick(500));
      }
    }
  }
  // The network is itself again: everything gets through, if only by the next reconnect.
  a.net.answers(async (_, body) => void store.add(ann, (body as { clientId: string }).clientId, (body as { text: string }).text));
  for (let i = 0; i < 2; i++) {
    a.net.offline();
    a.net.online();
    await vi.advanceTimersByTimeAsync(30_000);
  }
  const expected = store.messages.map(message => [message.sequence, message.text ?? '', message.deletedAt !== null]);
  expect(a.chat.state.getState().messages.map(message => [message.sequence, message.text, message.deleted])).toEqual(expected);
  expect(a.chat.state.getState().messages.every(message => message.status === 'stored')).toBe(true);
});
