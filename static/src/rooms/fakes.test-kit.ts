import { createStore } from 'zustand/vanilla';
import { Problem } from '../api';
import type { Connection, ConnectionState, Incoming, Report, SubscribeOptions } from '../stomp';

interface Subscription {
  readonly destination: string;
  readonly handle: (message: Incoming) => void;
  readonly options: SubscribeOptions;
}

/** A connection without a server: tests go online and offline, tell news and decide what becomes of what is sent. */
export function fakeConnection() {
  const state = createStore<ConnectionState>(() => ({ status: 'stopped', transport: 'websocket', failures: 0, retryAt: null, sessions: 0 }));
  const subscriptions = new Set<Subscription>();
  const online = new Set<() => void>();
  const reports = new Set<(report: Report) => void>();
  const sent: { destination: string; body: unknown }[] = [];
  let answer: (destination: string, body: unknown) => Promise<void> = () => Promise.resolve();

  const connection: Connection = {
    state,
    start: () => undefined,
    stop: () => Promise.resolve(),
    retryNow: () => undefined,
    subscribe(destination, handle, options = {}) {
      const subscription = { destination, handle, options };
      subscriptions.add(subscription);
      if (state.getState().status === 'online') queueMicrotask(() => subscriptions.has(subscription) && options.onReady?.());
      return () => subscriptions.delete(subscription);
    },
    send(destination, body) {
      if (state.getState().status !== 'online') return Promise.reject(Problem.unreachable());
      sent.push({ destination, body });
      return answer(destination, body);
    },
    onReport: listen => (reports.add(listen), () => reports.delete(listen)),
    onOnline: listen => (online.add(listen), () => online.delete(listen)),
  };
  return {
    connection,
    sent,
    subscriptions,
    online() {
      state.setState(before => ({ status: 'online', sessions: before.sessions + 1 }));
      for (const { options } of [...subscriptions]) options.onReady?.();
      for (const listen of [...online]) listen();
    },
    offline: () => state.setState({ status: 'offline' }),
    tell(destination: string, body: unknown) {
      for (const subscription of [...subscriptions]) if (subscription.destination === destination) subscription.handle({ body, headers: {} });
    },
    report: (report: Report) => reports.forEach(listen => listen(report)),
    answers: (next: typeof answer) => (answer = next),
  };
}

/** Lets everything that waits for promises go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
