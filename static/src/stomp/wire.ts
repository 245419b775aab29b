import type { Headers, Transport } from './types';

/** One STOMP session: from opening a socket to its end. What happens before `connected` and after `closed` never comes. */
export interface Wire {
  subscribe(id: string, destination: string, receipt: string): void;
  unsubscribe(id: string): void;
  send(destination: string, headers: Headers, body: string): void;
  /** Something on the socket, so that the server knows we are here. */
  beat(): void;
  /** Says goodbye. */
  close(): Promise<void>;
  /** Gives the socket up at once: the network is another one now. */
  drop(): void;
}

export interface WireEvents {
  /** The socket is open: whatever goes wrong from here on, nothing in between blocks it. */
  connected(): void;
  message(subscription: string, headers: Headers, body: string): void;
  receipt(id: string): void;
  error(headers: Headers, body: string): void;
  closed(code: number): void;
}

export type OpenWire = (transport: Transport, token: string, events: WireEvents) => Promise<Wire>;
