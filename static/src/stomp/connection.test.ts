import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api';
import { createConnection } from './connection';
import type { Headers, Transport } from './types';
import type { WireEvents } from './wire';

/** The other end of the wires. */
class Server {
  up = true;
  webSocketsBlocked = false;
  sockJsBlocked = false;
  readonly opened: { transport: Transport; token: string }[] = [];
  readonly sent: { destination: string; headers: Headers; body: string }[] = [];
  readonly subscribed = new Map<string, string>();
  events: WireEvents | null = null;
  receipts = true;

  open = async (transport: Transport, token: string, events: WireEvents) => {
    this.opened.push({ transport, token });
    queueMicrotask(() => queueMicrotask(() => {
      if (!this.up || (transport === 'websocket' ? this.webSocketsBlocked : this.sockJsBlocked)) return events.closed(1006);
      this.subscribed.clear();
      this.events = events;
      events.connected();
    }));
    return {
      subscribe: (id: string, destination: string, receipt: string) => {
        this.subscribed.set(id, destination);
        if (this.receipts) queueMicrotask(() => events.receipt(receipt));
      },
      unsubscribe: (id: string) => void this.subscribed.delete(id),
      send: (destination: string, headers: Headers, body: string) => {
        this.sent.push({ destination, headers, body });
        if (this.receipts) queueMicrotask(() => events.receipt(headers['receipt'] ?? ''));
      },
      beat: () => undefined,
      close: async () => events.closed(1000),
      drop: () => events.closed(1006),
    };
  };
}

function setUp() {
  const server = new Server();
  const tokenListeners = new Set<(token: string) => void>();
  const session = {
    token: vi.fn(async () => 'first'),
    renew: vi.fn(async () => 'second'),
    onToken: (listen: (token: string) => void) => {
      tokenListeners.add(listen);
      return () => tokenListeners.delete(listen);
    },
  };
  const network = new Set<() => void>();
  const hints = { onVisible: () => () => undefined, onNetwork: (listen: () => void) => (network.add(listen), () => network.delete(listen)) };
  const connection = createConnection({ session, open: server.open, probe: async () => server.up, storage: null, hints, random: () => 1 });
  const status = () => connection.state.getState().status;
  return { server, session, connection, status, newToken: (token: string) => tokenListeners.forEach(listen => listen(token)), network };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('subscriptions outlive a broken socket', async () => {
  const { server, connection, status } = setUp();
  const heard: unknown[] = [];
  const ready = vi.fn();
  connection.subscribe('/topic/public/a', message => heard.push(message.body), { onReady: ready });
  connection.start();
  await settle();
  server.events!.closed(1006);
  expect(status()).toBe('offline');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(status()).toBe('online');
  const id = [...server.subscribed].find(([, destination]) => destination === '/topic/public/a')![0];
  server.events!.message(id, {}, '{"type":"message"}');
  expect(heard).toEqual([{ type: 'message' }]);
  expect(ready).toHaveBeenCalledTimes(2);
});

test('a subscription that was ended is not renewed', async () => {
  const { server, connection } = setUp();
  const end = connection.subscribe('/topic/public/a', () => undefined);
  connection.start();
  await settle();
  end();
  server.events!.closed(1006);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([...server.subscribed.values()]).toEqual(['/user/queue/errors']);
});

test('what was sent is fulfilled by its receipt, refused by a report, given up by time and by the end of the connection', async () => {
  const { server, connection } = setUp();
  connection.start();
  await settle();
  await connection.send('/app/a', { x: 1 });
  server.receipts = false;
  const refused = connection.send('/app/b');
  const late = connection.send('/app/c', undefined, { timeout: 1_000 });
  const lost = connection.send('/app/d');
  const outcomes = Promise.allSettled([refused, late, lost]);
  server.events!.message('errors', { 'receipt-id': server.sent[1]!.headers['receipt']! }, '{"code":"too-fast","message":"Slowly."}');
  await vi.advanceTimersByTimeAsync(1_000);
  server.events!.closed(1006);
  const codes = (await outcomes).map(outcome => (outcome.status === 'rejected' ? (outcome.reason as Problem).code : 'fulfilled'));
  expect(codes).toEqual(['too-fast', 'timeout', 'unreachable']);
});

test('a report that nobody waits for is told to those who listen', async () => {
  const { server, connection } = setUp();
  const reports: string[] = [];
  connection.onReport(report => reports.push(report.code));
  connection.start();
  await settle();
  server.events!.message('errors', {}, '{"code":"room-full","message":"Full."}');
  expect(reports).toEqual(['room-full']);
});

test('waits longer after each failure, and starts anew after a steady connection', async () => {
  const { server, connection } = setUp();
  server.up = false;
  connection.start();
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    await settle();
    const { retryAt } = connection.state.getState();
    waits.push(retryAt! - Date.now());
    await vi.advanceTimersByTimeAsync(retryAt! - Date.now());
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000]);
  server.up = true;
  await vi.advanceTimersByTimeAsync(60_000);
  server.events!.closed(1001);
  expect(connection.state.getState().retryAt! - Date.now()).toBe(2_000);
});

test('falls back to SockJS when WebSockets are blocked', async () => {
  const { server, connection, status } = setUp();
  server.webSocketsBlocked = true;
  connection.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(status()).toBe('online');
  expect(server.opened.map(one => one.transport)).toEqual(['websocket', 'websocket', 'sockjs']);
});

test('where nothing gets through it stays blocked until somebody asks, or a way opens', async () => {
  const { server, connection, status } = setUp();
  server.webSocketsBlocked = server.sockJsBlocked = true;
  connection.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(status()).toBe('blocked');
  const tries = server.opened.length;
  const seen = new Set<string>();
  const unhook = connection.state.subscribe(state => void seen.add(state.status));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.opened.length).toBeGreaterThan(tries);
  expect(seen).toEqual(new Set(['blocked']));
  unhook();

  server.webSocketsBlocked = false;
  connection.retryNow();
  expect(status()).toBe('connecting');
  // It may be the other transport's turn.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(status()).toBe('online');
});

test('stays with WebSockets through a restart of the server', async () => {
  const { server, connection } = setUp();
  connection.start();
  await settle();
  server.up = false;
  server.events!.closed(1001);
  await vi.advanceTimersByTimeAsync(120_000);
  server.up = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(new Set(server.opened.map(one => one.transport))).toEqual(new Set(['websocket']));
  expect(connection.state.getState().status).toBe('online');
});

test('a new token is told on the open connection', async () => {
  const { server, connection, newToken } = setUp();
  connection.start();
  await settle();
  newToken('next');
  expect(server.sent.at(-1)).toMatchObject({ destination: '/app/sign-in', headers: { Authorization: 'Bearer next' } });
});

test.each([
  ['the connection ends because the token has run out', (server: Server) => server.events!.closed(4401)],
  ['CONNECT is refused', null],
])('another token is asked for when %s', async (_, end) => {
  const { server, session, connection } = setUp();
  if (!end) {
    const open = server.open;
    server.open = async (transport, token, events) => {
      if (token === 'second') return open(transport, token, events);
      queueMicrotask(() => queueMicrotask(() => (events.error({ message: 'Access refused' }, ''), events.closed(1008))));
      return { subscribe() {}, unsubscribe() {}, send() {}, beat() {}, close: async () => undefined, drop() {} };
    };
  }
  const connection2 = end ? connection : createConnection({ session, open: server.open, probe: async () => true, hints: { onVisible: () => () => undefined, onNetwork: () => () => undefined } });
  connection2.start();
  await settle();
  end?.(server);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(session.renew).toHaveBeenCalledWith('first');
  expect(server.opened.at(-1)!.token).toBe('second');
});

test('is over when the sign-in is', async () => {
  const { session, connection, status } = setUp();
  session.token.mockRejectedValue(new Problem({ status: 401, code: 'signed-out', title: '' }));
  connection.start();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(status()).toBe('signed-out');
  expect(session.token).toHaveBeenCalledOnce();
});

test('another network is another socket, at once', async () => {
  const { server, connection, network } = setUp();
  connection.start();
  await settle();
  network.forEach(changed => changed());
  expect(connection.state.getState().status).toBe('offline');
  network.forEach(changed => changed());
  await settle();
  expect(connection.state.getState().status).toBe('online');
  expect(server.opened).toHaveLength(2);
});

test('stops for good', async () => {
  const { server, connection, status } = setUp();
  connection.start();
  await settle();
  await connection.stop();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(status()).toBe('stopped');
  expect(server.opened).toHaveLength(1);
});
