import { useSyncExternalStore } from 'react';

/** Where in the client a person is. An invitation's token stays in the fragment, which browsers send to nobody. */
export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'room'; readonly room: string; readonly fresh: boolean }
  | { readonly page: 'invitation'; readonly token: string }
  | { readonly page: 'test' }
  | { readonly page: 'missing' };

const id = /^[\w-]{8,64}$/;
const listeners = new Set<() => void>();
let known: { href: string; state: unknown; route: Route } | undefined;

export function readRoute(path: string, hash: string, state?: unknown): Route {
  if (path === '/') return { page: 'start' };
  if (path === '/test') return { page: 'test' };
  const room = /^\/r\/([^/]+)\/?$/.exec(path)?.[1];
  if (room && id.test(room)) return { page: 'room', room, fresh: state === 'fresh' };
  const token = hash.slice(1);
  if (/^\/i\/?$/.test(path) && /^[\w.~-]{8,512}$/.test(token)) return { page: 'invitation', token };
  return { page: 'missing' };
}

function current(): Route {
  const { href, pathname, hash } = location;
  const state: unknown = history.state;
  if (known?.href !== href || known.state !== state) known = { href, state, route: readRoute(pathname, hash, state) };
  return known.route;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  window.addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
    window.removeEventListener('hashchange', listener);
  };
}

export const useRoute = (): Route => useSyncExternalStore(subscribe, current);

export function go(path: string, options: { replace?: boolean; fresh?: boolean } = {}): void {
  history[options.replace ? 'replaceState' : 'pushState'](options.fresh ? 'fresh' : null, '', path);
  for (const listener of listeners) listener();
  if (!options.replace) window.scrollTo(0, 0);
}

export const roomPath = (room: string): string => `/r/${encodeURIComponent(room)}`;
export const roomLink = (room: string): string => location.origin + roomPath(room);
export const invitationLink = (token: string): string => `${location.origin}/i#${token}`;

/** What somebody has pasted, as a path here: a link to a room, an invitation or a bare id. */
export function pathOf(pasted: string, origin: string): string | null {
  const text = pasted.trim();
  if (id.test(text)) return roomPath(text);
  let url: URL;
  try {
    url = new URL(text, origin);
  } catch {
    return null;
  }
  if (url.origin !== origin) return null;
  const route = readRoute(url.pathname, url.hash);
  if (route.page === 'room') return roomPath(route.room);
  return route.page === 'invitation' ? `/i#${route.token}` : null;
}
