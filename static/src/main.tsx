import './style/index.css';
import { createRoot } from 'react-dom/client';
import { createApi, createSession } from './api';
import { preferredLanguage, speak } from './text';
import { App } from './ui/App';
import type { Doors } from './ui/doors';
import { applyTheme } from './ui/kept';

applyTheme();
const session = createSession({ storage: keeps() });
const api = createApi(session);
let engine: ReturnType<Doors['engine']> | undefined;

const doors: Doors = {
  session,
  api,
  engine: () => (engine ??= import('./rooms/engine').then(({ createEngine }) => createEngine({ session, api }))),
};

void session.restore().catch(() => session.state.setState({ status: 'signed-out', user: null }));
void speak(preferredLanguage()).then(() => createRoot(document.getElementById('app')!).render(<App doors={doors} />));

/** Null where the browser keeps nothing for this page. */
function keeps(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
