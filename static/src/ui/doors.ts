import { createContext, useContext, useEffect } from 'react';
import type { Api, Session } from '../api';
import type { Engine } from '../rooms';

/** What the screens stand on. The engine comes with the first room. */
export interface Doors {
  readonly session: Session;
  readonly api: Api;
  engine(): Promise<Engine>;
}

export const DoorsContext = createContext<Doors | null>(null);

export function useDoors(): Doors {
  const doors = useContext(DoorsContext);
  if (!doors) throw new Error('There are no doors around this screen.');
  return doors;
}

/** The title of the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Wava` : 'Wava';
  }, [title]);
}
