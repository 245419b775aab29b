import { Languages, SunMoon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { languages, speak, useLanguage, useText, type Language } from '../../text';
import { kept, type Theme } from '../kept';
import { go } from '../route';

/** The head of every page that is not a call. */
export function TopBar({ children }: { children?: ReactNode }) {
  const t = useText();
  return (
    <header className="top">
      <a className="brand" href="/" onClick={(event) => plainClick(event, '/')}>
        <Mark />
        {t.app.name}
      </a>
      <div className="choices">
        {children}
        <LanguageChoice />
        <ThemeChoice />
      </div>
    </header>
  );
}

/** Goes there without loading the page, unless the click asks for a new tab. */
export function plainClick(event: React.MouseEvent, path: string): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(path);
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden width="32" height="32">
      <rect width="32" height="32" rx="9" fill="#0b6b64" />
      <path d="M7 13v6M11.5 9v14M16 12v8M20.5 7v18M25 13v6" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}

export function LanguageChoice() {
  const t = useText();
  const language = useLanguage();
  return (
    <label className="choice">
      <span className="hidden-text">{t.app.language}</span>
      <Languages size={18} aria-hidden />
      <select value={language} onChange={(event) => void speak(event.target.value as Language, true)}>
        {languages.map(({ code, name }) => <option key={code} value={code} lang={code}>{name}</option>)}
      </select>
    </label>
  );
}

export function ThemeChoice() {
  const t = useText();
  const theme = useStore(kept, (state) => state.theme);
  return (
    <label className="choice">
      <span className="hidden-text">{t.app.theme}</span>
      <SunMoon size={18} aria-hidden />
      <select value={theme} onChange={(event) => kept.setState({ theme: event.target.value as Theme })}>
        {(['system', 'light', 'dark'] as const).map((one) => <option key={one} value={one}>{t.app.themes[one]}</option>)}
      </select>
    </label>
  );
}
