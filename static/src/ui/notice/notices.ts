import { createStore } from 'zustand/vanilla';

export interface ToastAction {
  readonly label: string;
  readonly primary?: boolean;
  run(): void;
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'danger';
  readonly actions: readonly ToastAction[];
}

interface Notices {
  readonly toasts: readonly Toast[];
  /** What a screen reader is to say, politely or at once; alternates between two places so that the same text is said twice. */
  readonly polite: readonly [string, string];
  readonly urgent: readonly [string, string];
}

export const notices = createStore<Notices>(() => ({ toasts: [], polite: ['', ''], urgent: ['', ''] }));

let last = 0;
const turn = { polite: 0, urgent: 0 };

/** Says something to those who listen to the page instead of looking at it. */
export function announce(text: string, how: 'polite' | 'urgent' = 'polite'): void {
  turn[how] = 1 - turn[how];
  notices.setState({ [how]: turn[how] ? ['', text] : [text, ''] });
}

interface ToastOptions {
  readonly tone?: Toast['tone'];
  readonly actions?: readonly ToastAction[];
  /** Milliseconds; 0 stays until it is dismissed. With actions it stays, else 6 seconds. */
  readonly stays?: number;
}

/** Shows a short notice, and says it. Takes it away again with the returned function. */
export function toast(text: string, options: ToastOptions = {}): () => void {
  const id = ++last;
  const actions = options.actions ?? [];
  const away = () => notices.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));
  const shown = { id, text, tone: options.tone ?? 'plain', actions: actions.map((action) => ({ ...action, run: () => (away(), action.run()) })) } as const;
  notices.setState(({ toasts }) => ({ toasts: [...toasts.filter((one) => one.text !== text), shown].slice(-4) }));
  announce(text, options.tone === 'danger' || actions.length > 0 ? 'urgent' : 'polite');
  const stays = options.stays ?? (actions.length > 0 ? 0 : 6000);
  if (stays > 0) setTimeout(away, stays);
  return away;
}

export function dismiss(id: number): void {
  notices.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));
}
