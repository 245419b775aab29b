import type { Transport } from './types';

const key = 'wava-transport';

/**
 * Which way to go next. Two failures to open a WebSocket while the server answers HTTP mean that something in between blocks it: then SockJS,
 * for as long as the tab lives. A server that does not answer at all says nothing about WebSockets.
 */
export class TransportChoice {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  #transport: Transport;
  #failures = 0;
  /** Neither of them gets through. */
  #blocked = false;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null) {
    this.#storage = storage;
    this.#transport = storage?.getItem(key) === 'sockjs' ? 'sockjs' : 'websocket';
  }

  get transport(): Transport {
    return this.#transport;
  }

  get blocked(): boolean {
    return this.#blocked;
  }

  opened(): void {
    this.#failures = 0;
    this.#blocked = false;
    if (this.#transport === 'sockjs') this.#storage?.setItem(key, 'sockjs');
  }

  /** A try did not even open; the server was reachable otherwise, or not. */
  failed(reachable: boolean): void {
    if (!reachable || ++this.#failures < 2) return;
    this.#failures = 0;
    if (this.#transport === 'websocket') {
      this.#transport = 'sockjs';
      return;
    }
    this.#blocked = true;
    this.#transport = 'websocket';
    this.#storage?.removeItem(key);
  }
}
