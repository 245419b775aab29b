import { createStore, type StoreApi } from 'zustand/vanilla';
import { Problem, type Session } from '../api';
import { delayAfter } from './backoff';
import { TransportChoice } from './fallback';
import { browserHints, type Hints } from './hints';
import { Receipts } from './receipts';
import { readJson, readReport } from './reports';
import type { Connection, ConnectionState, Headers, Incoming, Report, SendOptions, SubscribeOptions } from './types';
import type { OpenWire, Wire } from './wire';

export interface ConnectionOptions {
  readonly session: Pick<Session, 'token' | 'renew' | 'onToken'>;
  readonly open: OpenWire;
  /** Does the server answer HTTP? Tells a blocked WebSocket from a server that is away. */
  readonly probe: () => Promise<boolean>;
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly hints?: Hints;
  readonly random?: () => number;
}

interface Subscription {
  readonly id: string;
  readonly destination: string;
  readonly handle: (message: Incoming) => void;
  readonly options: SubscribeOptions;
}

const errorQueue = '/user/queue/errors';
const tokenExpired = 4401;
/** Milliseconds after which a connection counts as a success. */
const steady = 5_000;

export function createConnection(options: ConnectionOptions): Connection {
  return new StompConnection(options);
}

class StompConnection implements Connection {
  readonly state: StoreApi<ConnectionState>;
  readonly #options: ConnectionOptions;
  readonly #choice: TransportChoice;
  readonly #receipts = new Receipts();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #reportListeners = new Set<(report: Report) => void>();
  readonly #onlineListeners = new Set<() => void>();
  #wire: Wire | null = null;
  /** The token that the current wire was opened or renewed with. */
  #token = '';
  #badToken: string | null = null;
  #retryAfter: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #onlineSince = Number.POSITIVE_INFINITY;
  #lastId = 0;
  #unhook: (() => void)[] = [];

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#choice = new TransportChoice(options.storage ?? null);
    this.state = createStore<ConnectionState>(() => ({
      status: 'stopped', transport: this.#choice.transport, failures: 0, retryAt: null, sessions: 0,
    }));
  }

  get #status(): ConnectionState['status'] {
    return this.state.getState().status;
  }

  start(): void {
    if (this.#status !== 'stopped' && this.#status !== 'signed-out') return;
    const hints = this.#options.hints ?? browserHints();
    this.#unhook = [
      this.#options.session.onToken(token => this.#renew(token)),
      hints.onVisible(() => this.retryNow()),
      // On another network the old socket is dead, which heart-beats would find out in 20 seconds.
      hints.onNetwork(() => (this.#status === 'online' ? this.#wire?.drop() : this.retryNow())),
    ];
    this.state.setState({ failures: 0 });
    void this.#connect();
  }

  async stop(): Promise<void> {
    const wire = this.#wire;
    this.#end('stopped');
    await wire?.close();
  }

  retryNow(): void {
    if (this.#status !== 'offline' && this.#status !== 'blocked') return;
    clearTimeout(this.#timer);
    void this.#connect();
  }

  subscribe(destination: string, handle: (message: Incoming) => void, options: SubscribeOptions = {}): () => void {
    const subscription: Subscription = { id: `s${++this.#lastId}`, destination, handle, options };
    this.#subscriptions.set(subscription.id, subscription);
    if (this.#status === 'online') this.#enforce(subscription);
    return () => {
      if (this.#subscriptions.delete(subscription.id) && this.#status === 'online') this.#wire?.unsubscribe(subscription.id);
    };
  }

  send(destination: string, body?: unknown, options: SendOptions = {}): Promise<void> {
    const wire = this.#wire;
    if (this.#status !== 'online' || !wire) return Promise.reject(Problem.unreachable());
    const receipt = this.#receipts.next();
    const answer = this.#receipts.wait(receipt, options.timeout ?? 10_000);
    const content: Headers = body === undefined ? {} : { 'content-type': 'application/json' };
    wire.send(destination, { ...content, ...options.headers, receipt }, body === undefined ? '' : JSON.stringify(body));
    return answer;
  }

  onReport(listen: (report: Report) => void): () => void {
    this.#reportListeners.add(listen);
    return () => this.#reportListeners.delete(listen);
  }

  onOnline(listen: () => void): () => void {
    this.#onlineListeners.add(listen);
    return () => this.#onlineListeners.delete(listen);
  }

  async #connect(isAsked = true): Promise<void> {
    const attempt = ++this.#attempt;
    this.#wire?.drop();
    this.#wire = null;
    // Where nothing gets through, tries that nobody asked for change nothing to the eye.
    this.state.setState({ status: this.#choice.blocked && !isAsked ? 'blocked' : 'connecting', retryAt: null, transport: this.#choice.transport });
    let token: string;
    try {
      token = this.#badToken === null ? await this.#options.session.token() : await this.#options.session.renew(this.#badToken);
      this.#badToken = null;
    } catch (thrown) {
      if (attempt !== this.#attempt) return;
      if (Problem.of(thrown).status === 401) this.#end('signed-out');
      else this.#wait();
      return;
    }
    if (attempt !== this.#attempt) return;
    try {
      const wire = await this.#options.open(this.#choice.transport, token, this.#events(attempt, token));
      if (attempt === this.#attempt) this.#wire = wire;
      else wire.drop();
    } catch {
      // SockJS's code could not be loaded.
      if (attempt === this.#attempt) this.#wait();
    }
  }

  #events(attempt: number, token: string): Parameters<OpenWire>[2] {
    const current = (): boolean => attempt === this.#attempt;
    let opened = false;
    return {
      connected: () => {
        if (!current()) return;
        opened = true;
        this.#token = token;
        this.#online();
      },
      message: (id, headers, body) => {
        if (current()) this.#message(id, headers, body);
      },
      receipt: id => {
        if (current()) this.#receipts.received(id);
      },
      error: (headers, body) => {
        if (!current()) return;
        // A refused CONNECT is most often a token that has run out; a new one does no harm.
        if (!opened) this.#badToken = token;
        opened = true;
        const seconds = Number(headers['wava-retry-after'] ?? Number.NaN);
        this.#retryAfter = Number.isFinite(seconds) ? seconds * 1_000 : null;
        this.#report(readReport({ message: headers['message'], details: body }, headers));
      },
      closed: code => {
        if (!current()) return;
        this.#attempt++;
        this.#wire = null;
        this.#receipts.lost();
        if (code === tokenExpired) this.#badToken = this.#token || token;
        if (opened) this.#wait();
        else void this.#failedToOpen();
      },
    };
  }

  #online(): void {
    this.#choice.opened();
    this.#retryAfter = null;
    this.#onlineSince = Date.now();
    this.state.setState(before => ({ status: 'online', retryAt: null, sessions: before.sessions + 1, transport: this.#choice.transport }));
    this.#wire?.subscribe('errors', errorQueue, this.#receipts.next());
    for (const subscription of this.#subscriptions.values()) this.#enforce(subscription);
    for (const listen of [...this.#onlineListeners]) listen();
  }

  #enforce({ id, destination, options }: Subscription): void {
    const receipt = this.#receipts.next();
    this.#receipts.wait(receipt, 30_000).then(
      () => options.onReady?.(),
      (problem: Problem) => {
        if (problem.status !== 0 || problem.code === 'unreachable' || problem.code === 'timeout') return;
        options.onRefused?.({ code: problem.code, message: problem.title, destination, receipt });
      },
    );
    this.#wire?.subscribe(id, destination, receipt);
  }

  #message(id: string, headers: Headers, text: string): void {
    const body = readJson(text);
    if (id === 'errors') this.#report(readReport(body, headers));
    else this.#subscriptions.get(id)?.handle({ body, headers });
  }

  #report(report: Report): void {
    if (this.#receipts.refused(report)) return;
    for (const listen of [...this.#reportListeners]) listen(report);
  }

  /** The server hears of the new token on the open connection; else it would end it with 4401. */
  #renew(token: string): void {
    if (this.#status !== 'online' || token === this.#token) return;
    this.send('/app/sign-in', undefined, { headers: { Authorization: `Bearer ${token}` } }).then(
      () => (this.#token = token),
      // Refused: somebody else is signed in now. Connect anew, as that person.
      (problem: Problem) => problem.code !== 'unreachable' && this.#wire?.drop(),
    );
  }

  async #failedToOpen(): Promise<void> {
    const attempt = this.#attempt;
    const reachable = await this.#options.probe().catch(() => false);
    if (attempt !== this.#attempt) return;
    this.#choice.failed(reachable);
    this.#wait();
  }

  #wait(): void {
    // A connection that breaks as soon as it is there is another failure, not a fresh start.
    const failures = Date.now() - this.#onlineSince > steady ? 0 : this.state.getState().failures;
    this.#onlineSince = Number.POSITIVE_INFINITY;
    const delay = Math.max(delayAfter(failures, this.#options.random), this.#retryAfter ?? 0);
    this.#retryAfter = null;
    this.state.setState({ status: this.#choice.blocked ? 'blocked' : 'offline', failures: failures + 1, retryAt: Date.now() + delay });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(false), delay);
  }

  #end(status: 'stopped' | 'signed-out'): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    for (const unhook of this.#unhook) unhook();
    this.#unhook = [];
    this.#wire = null;
    this.#receipts.lost();
    this.state.setState({ status, retryAt: null });
  }
}
