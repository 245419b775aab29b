import { randomId } from '../api';

const key = 'wava-device';

/**
 * By which the server knows this tab again after a reload. A duplicated tab begins with a copy of the original's storage: whoever does not get the
 * lock makes an id of its own, or the two would throw each other out.
 */
export async function tabDevice(storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage): Promise<string> {
  const kept = storage.getItem(key);
  if (kept !== null && (await hold(kept))) return kept;
  const fresh = randomId();
  storage.setItem(key, fresh);
  await hold(fresh);
  return fresh;
}

let held: string | null = null;

async function hold(device: string): Promise<boolean> {
  if (held === device || !('locks' in navigator)) return true;
  // The page before a reload may need a moment to let go.
  for (let tries = 0; tries < 5; tries++) {
    if (tries > 0) await new Promise(resolve => setTimeout(resolve, 100));
    const got = await new Promise<boolean>(resolve => {
      void navigator.locks.request(`${key} ${device}`, { ifAvailable: true }, lock => {
        resolve(lock !== null);
        // Held as long as the page lives.
        return lock === null ? undefined : new Promise<void>(() => undefined);
      });
    });
    if (got) {
      held = device;
      return true;
    }
  }
  return false;
}
