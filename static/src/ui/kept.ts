import { createStore } from 'zustand/vanilla';

export type Theme = 'system' | 'light' | 'dark';

/** What this browser remembers of a person's wishes. */
export interface Kept {
  readonly theme: Theme;
  /** The name a guest came under last. */
  readonly name: string;
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly pushToTalk: boolean;
  readonly sounds: boolean;
  readonly notifications: boolean;
  readonly mirror: boolean;
  /** Of others, 0 to 1, by user id. */
  readonly volumes: Readonly<Record<string, number>>;
}

const initial: Kept = {
  theme: 'system', name: '', camera: true, microphone: true, pushToTalk: false, sounds: true, notifications: false, mirror: true, volumes: {},
};

const key = 'wava.kept';

function read(): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof found !== 'object' || found === null) return initial;
    // Only what is of the right kind: another version may have written it.
    const fitting = Object.entries(found).filter(([name, value]) => typeof value === typeof initial[name as keyof Kept] && value !== null);
    return { ...initial, ...Object.fromEntries(fitting) };
  } catch {
    return initial;
  }
}

export const kept = createStore<Kept>(read);

kept.subscribe((state) => {
  try {
    localStorage.setItem(key, JSON.stringify(state));
  } catch {
    // Private windows may keep nothing; the wishes live as long as the page.
  }
});

/** Keeps the theme of the page what it was wished to be. */
export function applyTheme(): void {
  const apply = ({ theme }: Kept) => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  };
  apply(kept.getState());
  kept.subscribe(apply);
}
