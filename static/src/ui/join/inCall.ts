const key = 'wava.in-call';

/** Remembers for this tab in which room's call it is; null: in none. */
export function rememberCall(room: string | null): void {
  try {
    if (room === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, room);
  } catch {
    // Where nothing is kept, a reload leads to the preview.
  }
}

/** Was this page in the room's call when it was loaded again? Then it goes back at once. A copy of the tab does not. */
export function wasInCall(room: string): boolean {
  try {
    const [navigation] = performance.getEntriesByType('navigation');
    return (navigation as PerformanceNavigationTiming | undefined)?.type === 'reload' && sessionStorage.getItem(key) === room;
  } catch {
    return false;
  }
}
