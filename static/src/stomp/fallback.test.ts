import { beforeEach, expect, test } from 'vitest';
import { TransportChoice } from './fallback';

beforeEach(() => sessionStorage.clear());

test('a WebSocket that twice does not open while the server answers is given up for SockJS', () => {
  const choice = new TransportChoice(sessionStorage);
  choice.failed(true);
  expect(choice.transport).toBe('websocket');
  choice.failed(true);
  expect(choice.transport).toBe('sockjs');
});

test('a server that is away says nothing about WebSockets', () => {
  const choice = new TransportChoice(sessionStorage);
  for (let i = 0; i < 20; i++) choice.failed(false);
  expect(choice.transport).toBe('websocket');
});

test('a success between two failures starts the count anew', () => {
  const choice = new TransportChoice(sessionStorage);
  choice.failed(true);
  choice.opened();
  choice.failed(true);
  expect(choice.transport).toBe('websocket');
});

test('that SockJS works is remembered as long as the tab lives', () => {
  const choice = new TransportChoice(sessionStorage);
  choice.failed(true);
  choice.failed(true);
  expect(new TransportChoice(sessionStorage).transport).toBe('websocket');
  choice.opened();
  expect(new TransportChoice(sessionStorage).transport).toBe('sockjs');
});

test('when neither gets through it is blocked, and the WebSocket has another chance', () => {
  const choice = new TransportChoice(sessionStorage);
  for (let i = 0; i < 4; i++) choice.failed(true);
  expect(choice.blocked).toBe(true);
  expect(choice.transport).toBe('websocket');
  choice.opened();
  expect(choice.blocked).toBe(false);
});
