import { createStore, type StoreApi } from 'zustand/vanilla';

export type Panel = 'chat' | 'people' | 'files';
export type Layout = 'grid' | 'speaker';
export type RoomDialog = 'settings' | 'shortcuts' | 'invite' | 'room-settings' | 'bans';

/** How one person looks at the room: nobody else knows. */
export interface View {
  readonly panel: Panel | null;
  readonly layout: Layout;
  /** The key of a tile. */
  readonly pinned: string | null;
  readonly dialog: RoomDialog | null;
}

export const createView = (): StoreApi<View> => createStore<View>(() => ({ panel: null, layout: 'grid', pinned: null, dialog: null }));

export function togglePanel(view: StoreApi<View>, panel: Panel): void {
  view.setState((state) => ({ panel: state.panel === panel ? null : panel }));
}
