import { useSyncExternalStore } from 'react';
import type { Texts } from './en';

/**
 * What the client says. A dictionary is an object of texts and functions that make texts; Korean has the type of English, so the compiler finds
 * what is missing. Only the dictionary in use is loaded.
 */
export type Language = 'en' | 'ko';
export type { Texts };

export const languages: readonly { code: Language; name: string }[] = [
  { code: 'ko', name: '한국어' },
  { code: 'en', name: 'English' },
];

const load: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import('./en')).en,
  ko: async () => (await import('./ko')).ko,
};

const key = 'wava.language';
const listeners = new Set<() => void>();
let current: { language: Language; texts: Texts } | undefined;

/** The remembered language, else the first of the browser's that there is a dictionary for, else English. */
export function preferredLanguage(): Language {
  const wishes = [remembered(), ...navigator.languages].map((wish) => wish?.slice(0, 2).toLowerCase());
  return wishes.find((wish): wish is Language => wish === 'en' || wish === 'ko') ?? 'en';
}

/** Loads a language's texts and shows them from now on; must have ended once before anything is drawn. */
export async function speak(language: Language, remember = false): Promise<void> {
  const texts = await load[language]();
  current = { language, texts };
  document.documentElement.lang = language;
  if (remember) {
    try {
      localStorage.setItem(key, language);
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  }
  for (const listener of listeners) listener();
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function state() {
  if (!current) throw new Error('No language has been loaded.');
  return current;
}

/** The texts now, for code outside of components. */
export const texts = (): Texts => state().texts;
export const language = (): Language => state().language;

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The texts for a component, which is drawn again when the language changes. */
export const useText = (): Texts => useSyncExternalStore(subscribe, texts);
export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);
