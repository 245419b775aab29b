import { Client, Versions, type IFrame, type IStompSocket } from '@stomp/stompjs';
import type { OpenWire } from './wire';
import type { Transport } from './types';

const beat = 10_000;

/** Opens real sockets. SockJS, which most people never need, is loaded when it is. */
export function stompWire(path: string): OpenWire {
  return async (transport, token, events) => {
    const newSocket = await socketFactory(transport, path);
    let socket: IStompSocket | null = null;
    const client = new Client({
      webSocketFactory: () => (socket = newSocket()),
      connectHeaders: { Authorization: `Bearer ${token}` },
      // When to try again is decided by whoever holds the wire.
      reconnectDelay: 0,
      connectionTimeout: 10_000,
      heartbeatIncoming: beat,
      heartbeatOutgoing: beat,
      discardWebsocketOnCommFailure: true,
      onConnect: () => events.connected(),
      onUnhandledReceipt: (frame: IFrame) => events.receipt(frame.headers['receipt-id'] ?? ''),
      onUnhandledMessage: message => events.message(message.headers['subscription'] ?? '', message.headers, message.body),
      onStompError: (frame: IFrame) => events.error(frame.headers, frame.body),
      onWebSocketClose: (event: { code?: number }) => {
        void client.deactivate({ force: true });
        events.closed(event.code ?? 1006);
      },
    });
    client.activate();
    return {
      subscribe: (id, destination, receipt) =>
        void client.subscribe(destination, message => events.message(id, message.headers, message.body), { id, receipt }),
      unsubscribe: id => client.unsubscribe(id),
      send: (destination, headers, body) => client.publish({ destination, headers: { ...headers }, body }),
      beat: () => {
        if (socket?.readyState === 1) socket.send('\n');
      },
      close: () => client.deactivate(),
      drop: () => client.forceDisconnect(),
    };
  };
}

async function socketFactory(transport: Transport, path: string): Promise<() => IStompSocket> {
  if (transport === 'websocket') {
    const address = new URL(path, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    return () => new WebSocket(address, Versions.default.protocolVersions()) as IStompSocket;
  }
  const { default: SockJS } = await import('sockjs-client/dist/sockjs.min.js');
  // Its own WebSocket would be blocked as ours was: only what plain HTTP carries.
  return () => new SockJS(path, undefined, { transports: ['xhr-streaming', 'xhr-polling'], timeout: 8_000 }) as IStompSocket;
}
