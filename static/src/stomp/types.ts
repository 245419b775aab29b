import type { StoreApi } from 'zustand/vanilla';

export type Transport = 'websocket' | 'sockjs';

/**
 * `offline`: waiting for the next try, at `retryAt`. `blocked`: the server answers, but neither a WebSocket nor SockJS gets through;
 * tries go on. `signed-out`: the sign-in has ended; it is over until `start` is called again.
 */
export type ConnectionStatus = 'stopped' | 'connecting' | 'online' | 'offline' | 'blocked' | 'signed-out';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  readonly transport: Transport;
  /** How many tries have failed since it was last online for a while. */
  readonly failures: number;
  /** Milliseconds since 1970, when it is offline or blocked. */
  readonly retryAt: number | null;
  /** How many times it has been online: rises with every reconnect. */
  readonly sessions: number;
}

export type Headers = Readonly<Record<string, string>>;

export interface Incoming {
  /** The body, read as JSON; undefined when it is empty or no JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** What stands on the error queue. */
export interface Report {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
  readonly destination?: string;
  readonly receipt?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

export interface SubscribeOptions {
  /** The server does not let us listen there. */
  readonly onRefused?: (report: Report) => void;
  /** Each time it is in force: at first and after every reconnect. */
  readonly onReady?: () => void;
}

export interface SendOptions {
  /** Milliseconds to wait for the receipt; 10 000. */
  readonly timeout?: number;
  readonly headers?: Headers;
}

/** One STOMP connection for the whole page; its subscriptions outlive broken sockets. */
export interface Connection {
  readonly state: StoreApi<ConnectionState>;
  start(): void;
  stop(): Promise<void>;
  /** Tries again at once instead of waiting. */
  retryNow(): void;
  /** Ends with the returned function. */
  subscribe(destination: string, handle: (message: Incoming) => void, options?: SubscribeOptions): () => void;
  /** Fulfilled when the server has receipted it; rejected with a `Problem`: `unreachable` when offline, `timeout`, or the server's code. */
  send(destination: string, body?: unknown, options?: SendOptions): Promise<void>;
  /** What the server has refused and nobody waits for. */
  onReport(listen: (report: Report) => void): () => void;
  /** Each time the connection is there (again), after the subscriptions have been renewed. */
  onOnline(listen: () => void): () => void;
}
