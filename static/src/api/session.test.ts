import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApi } from './api';
import type { Problem } from './problem';
import { createSession } from './session';

const user = { id: 'u', name: 'Ann', kind: 'account' } as const;

/** A server whose tokens live ten minutes, and whose clock is three hours ahead of ours. */
function setUp() {
  const ahead = 3 * 3_600_000;
  const log: { method: string; path: string; token: string | null }[] = [];
  const server = { tokens: 0, signedIn: true, down: false, revoked: new Set<string>(), who: user as { id: string; name: string; kind: string } };
  const fetch = vi.fn(async (path: string, init: RequestInit) => {
    const token = (init.headers as Record<string, string>)['Authorization']?.slice(7) ?? null;
    log.push({ method: init.method!, path, token });
    await Promise.resolve();
    if (server.down) throw new TypeError('no network');
    const answer = (status: number, body: unknown) =>
      new Response(body === null ? null : JSON.stringify(body), { status, headers: { date: new Date(Date.now() + ahead).toUTCString() } });
    if (path.startsWith('/api/session') || path === '/api/accounts') {
      if (init.method === 'DELETE') return answer(204, null);
      if (!server.signedIn) return answer(401, { status: 401, code: 'signed-out', title: 'Signed out.' });
      return answer(200, { accessToken: `t${++server.tokens}`, expiresAt: new Date(Date.now() + ahead + 600_000).toISOString(), user: server.who });
    }
    if (token === null || server.revoked.has(token)) return answer(401, { status: 401, code: 'not-signed-in', title: 'Who?' });
    return answer(200, [{ id: 'room' }]);
  });
  const session = createSession({ fetch, channel: null, lock: work => work() });
  return { session, api: createApi(session, { fetch }), fetch, log, server };
}

const refreshes = (log: { path: string }[]) => log.filter(one => one.path === '/api/session/refresh').length;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000_000_000 }));
afterEach(() => void vi.useRealTimers());

test('many calls at once share one refresh', async () => {
  const { session, api, log } = setUp();
  await Promise.all([session.restore(), api.rooms(), api.rooms(), session.token(), session.token()]);
  expect(refreshes(log)).toBe(1);
});

test('calls that are answered 401 at once share one refresh and are sent again', async () => {
  const { session, api, log, server } = setUp();
  await session.signIn({ userName: 'ann', password: 'x' });
  server.revoked.add('t1');
  const answers = await Promise.all([api.rooms(), api.rooms(), api.rooms()]);
  expect(answers).toHaveLength(3);
  expect(refreshes(log)).toBe(1);
});

test('a token is replaced before it expires, whatever the clocks say', async () => {
  const { session, server } = setUp();
  await session.signIn({ userName: 'ann', password: 'x' });
  const heard: string[] = [];
  session.onToken(token => heard.push(token));
  await vi.advanceTimersByTimeAsync(530_000);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(heard).toEqual(['t2']);
  expect(await session.token()).toBe('t2');
  expect(server.tokens).toBe(2);
});

test('a page that has slept does not use the old token', async () => {
  const { session, server } = setUp();
  await session.signIn({ userName: 'ann', password: 'x' });
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(await session.token()).toBe('t2');
  expect(server.tokens).toBe(2);
});

test('a server that is away ends no sign-in', async () => {
  const { session, server } = setUp();
  await session.signIn({ userName: 'ann', password: 'x' });
  server.down = true;
  await vi.advanceTimersByTimeAsync(700_000);
  await expect(session.token()).rejects.toMatchObject({ code: 'unreachable' });
  expect(session.state.getState().status).toBe('signed-in');
  server.down = false;
  await vi.advanceTimersByTimeAsync(16_000);
  expect(await session.token()).toBe(`t${server.tokens}`);
});

test('a refused refresh signs out', async () => {
  const { session, server } = setUp();
  await session.signIn({ userName: 'ann', password: 'x' });
  server.signedIn = false;
  await expect(session.renew()).rejects.toMatchObject({ code: 'signed-out' });
  expect(session.state.getState()).toEqual({ status: 'signed-out', user: null });
  await expect(session.token()).rejects.toMatchObject({ code: 'not-signed-in' });
});

test('nobody is no error when the page opens', async () => {
  const { session, server } = setUp();
  server.signedIn = false;
  expect(await session.restore()).toBeNull();
  expect(session.state.getState().status).toBe('signed-out');
});

test('whoever was never here is not asked for a cookie', async () => {
  const { fetch } = setUp();
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) };
  const visit = () => createSession({ fetch, channel: null, lock: work => work(), storage });
  expect(await visit().restore()).toBeNull();
  expect(fetch).not.toHaveBeenCalled();
  await visit().signIn({ userName: 'ann', password: 'x' });
  const back = visit();
  expect(await back.restore()).toEqual(user);
  await back.signOut();
  fetch.mockClear();
  expect(await visit().restore()).toBeNull();
  expect(fetch).not.toHaveBeenCalled();
});

test('tabs take turns at the cookie', async () => {
  let inside = 0;
  let most = 0;
  let turn = Promise.resolve<unknown>(undefined);
  const lock = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(async () => {
      most = Math.max(most, ++inside);
      return work().finally(() => inside--);
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const { fetch } = setUp();
  const tabs = [createSession({ fetch, channel: null, lock }), createSession({ fetch, channel: null, lock })];
  await Promise.all(tabs.map(tab => tab.restore()));
  expect(most).toBe(1);
});

test('signing out during a refresh stays signed out', async () => {
  const { session } = setUp();
  await session.signIn({ userName: 'ann', password: 'x' });
  const renewal = session.renew();
  await session.signOut();
  await expect(renewal).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(session.state.getState().status).toBe('signed-out');
});

test('problems keep code, title, fields and time', async () => {
  const fetch = async () => new Response('{"status":429,"code":"too-many-tries","title":"Later.","errors":{"userName":["no"]}}', { status: 429, headers: { 'retry-after': '7' } });
  const session = createSession({ fetch, channel: null, lock: work => work() });
  const problem = await session.signIn({ userName: 'a', password: 'b' }).catch((thrown: unknown) => thrown as Problem);
  expect(problem).toMatchObject({ status: 429, code: 'too-many-tries', title: 'Later.', retryAfter: 7, errors: { userName: ['no'] } });
});
