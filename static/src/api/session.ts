import { createStore, type StoreApi } from 'zustand/vanilla';
import { read, send, type Fetch } from './http';
import { Problem } from './problem';
import type { SessionAnswer, User } from './types';

export interface SessionState {
  /** `unknown` until `restore` has asked the server. */
  readonly status: 'unknown' | 'signed-out' | 'signed-in';
  readonly user: User | null;
}

/** Who is signed in, and the access token, which is in this object's memory and nowhere else. */
export interface Session {
  readonly state: StoreApi<SessionState>;
  /** Signed in before the page was loaded? Null when not; a `Problem` when the server cannot be asked. */
  restore(): Promise<User | null>;
  signUp(account: { userName: string; password: string; displayName?: string }): Promise<User>;
  signIn(credentials: { userName: string; password: string }): Promise<User>;
  signInAsGuest(guest: { name: string; invitation: string } | { name: string; room: string }): Promise<User>;
  signOut(): Promise<void>;
  rename(displayName: string): Promise<User>;
  changePassword(current: string, next: string): Promise<User>;
  /** An access token that is good for a while. `not-signed-in` when there is nobody. */
  token(): Promise<string>;
  /** Another token than that one, which the server did not take. */
  renew(stale?: string): Promise<string>;
  /** Each new token of the same sign-in. */
  onToken(listen: (token: string) => void): () => void;
  close(): void;
}

export interface SessionOptions {
  readonly fetch?: Fetch;
  readonly now?: () => number;
  /** Tabs take turns: the cookie is another one after every use. */
  readonly lock?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Tells other tabs of signing in and out. */
  readonly channel?: Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'> | null;
  /** Remembers that there is a cookie, which pages cannot see: whoever has never been here is not asked for one. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

interface Access {
  readonly token: string;
  /** By this machine's clock, whatever it shows. */
  readonly expires: number;
  readonly lifetime: number;
}

const lockName = 'wava-session';
const cookieMark = 'wava.signed-in';

export function createSession(options: SessionOptions = {}): Session {
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const now = options.now ?? Date.now;
  const lock = options.lock ?? webLock;
  const channel = options.channel === undefined ? openChannel() : options.channel;
  const storage = options.storage ?? null;
  const state = createStore<SessionState>(() => ({ status: 'unknown', user: null }));
  const listeners = new Set<(token: string) => void>();
  let access: Access | null = null;
  let renewing: Promise<string> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Rises with signing in and out: what was asked for before is not for whoever is here now. */
  let epoch = 0;

  function take(answer: SessionAnswer, response: Response): User {
    // The server's clock tells how long the token lives; this machine's may be wrong by hours.
    const sent = Date.parse(response.headers.get('date') ?? '');
    const lifetime = Math.max(1_000, Date.parse(answer.expiresAt) - (Number.isNaN(sent) ? now() : sent));
    access = { token: answer.accessToken, expires: now() + lifetime, lifetime };
    const before = state.getState();
    if (before.status !== 'signed-in' || before.user?.id !== answer.user.id || before.user.name !== answer.user.name) {
      state.setState({ status: 'signed-in', user: answer.user });
    }
    storage?.setItem(cookieMark, 'yes');
    plan(lifetime - margin(lifetime));
    for (const listen of listeners) listen(answer.accessToken);
    return answer.user;
  }

  function forget(): void {
    epoch++;
    access = null;
    storage?.removeItem(cookieMark);
    clearTimeout(timer);
    if (state.getState().status !== 'signed-out') state.setState({ status: 'signed-out', user: null });
  }

  function plan(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      renew().catch(() => {
        // The server is away: whoever needs a token asks again; the timer only keeps an open connection alive.
        if (access) plan(10_000 + Math.random() * 5_000);
      });
    }, delay);
  }

  async function open(path: string, body: unknown, token?: string): Promise<User> {
    const response = await lock(() => send(fetch, { method: 'POST', path, body, token: token ?? null }));
    const answer = await read<SessionAnswer>(response);
    epoch++;
    const user = take(answer, response);
    channel?.postMessage({ user: user.id });
    return user;
  }

  function renew(stale?: string): Promise<string> {
    if (stale !== undefined && access && access.token !== stale && access.expires > now()) return Promise.resolve(access.token);
    renewing ??= refresh().finally(() => (renewing = null));
    return renewing;
  }

  async function refresh(): Promise<string> {
    const asked = epoch;
    try {
      const response = await lock(() => send(fetch, { method: 'POST', path: '/api/session/refresh' }));
      const answer = await read<SessionAnswer>(response);
      if (asked === epoch) take(answer, response);
    } catch (thrown) {
      if (asked === epoch) {
        const problem = Problem.of(thrown);
        if (problem.status === 401) forget();
        throw problem;
      }
    }
    if (!access) throw notSignedIn();
    return access.token;
  }

  if (channel) {
    channel.onmessage = event => {
      const said: unknown = event.data;
      if (typeof said !== 'object' || said === null || !('user' in said)) return;
      const { status, user } = state.getState();
      if (said.user === null) forget();
      // The cookie is somebody else's now, or there is one at last: become who it says.
      else if (status === 'signed-out' || (status === 'signed-in' && said.user !== user?.id)) renew().catch(() => undefined);
    };
  }

  return {
    state,
    async restore() {
      if (storage && storage.getItem(cookieMark) === null) {
        forget();
        return null;
      }
      try {
        await renew();
        return state.getState().user;
      } catch (thrown) {
        if (Problem.of(thrown).status === 401) return null;
        throw thrown;
      }
    },
    signUp: account => open('/api/accounts', account),
    signIn: credentials => open('/api/session', credentials),
    signInAsGuest: guest => open('/api/session/guest', guest),
    async signOut() {
      await lock(() => send(fetch, { method: 'DELETE', path: '/api/session' })).catch((thrown: unknown) => {
        if (Problem.of(thrown).status !== 401) throw thrown;
      });
      forget();
      channel?.postMessage({ user: null });
    },
    async rename(displayName) {
      const token = await this.token();
      const user = await read<User>(await send(fetch, { method: 'PATCH', path: '/api/me', body: { displayName }, token }));
      state.setState({ user });
      return user;
    },
    async changePassword(current, next) {
      return open('/api/me/password', { current, new: next }, await this.token());
    },
    async token() {
      if (access && access.expires - now() > margin(access.lifetime) / 2) return access.token;
      if (state.getState().status === 'signed-out') throw notSignedIn();
      return renew();
    },
    renew,
    onToken(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    close() {
      clearTimeout(timer);
      listeners.clear();
      channel?.close();
    },
  };
}

/** How long before its end a token is replaced: a fifth of its life, a minute at most. */
function margin(lifetime: number): number {
  return Math.min(60_000, lifetime / 5);
}

function notSignedIn(): Problem {
  return new Problem({ status: 401, code: 'not-signed-in', title: 'Nobody is signed in.' });
}

async function webLock<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  let result: Promise<T> | undefined;
  await navigator.locks.request(lockName, () => (result = work()));
  return result as Promise<T>;
}

function openChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(lockName);
}
