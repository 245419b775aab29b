import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { CallState, MediaState } from '../../call';
import type { ChatState } from '../../chat';
import type { FilesState } from '../../files';
import type { Engine, RoomState, Visit } from '../../rooms';
import type { View } from './view';

/** What the screens of a room share. */
export interface RoomThings {
  readonly engine: Engine;
  readonly visit: Visit;
  readonly view: StoreApi<View>;
}

export const RoomContext = createContext<RoomThings | null>(null);

export function useThings(): RoomThings {
  const things = useContext(RoomContext);
  if (!things) throw new Error('This part belongs into a room.');
  return things;
}

export const useRoomState = <T>(select: (state: RoomState) => T): T => useStore(useThings().visit.room.state, select);
export const useCallState = <T>(select: (state: CallState) => T): T => useStore(useThings().visit.call.state, select);
export const useChatState = <T>(select: (state: ChatState) => T): T => useStore(useThings().visit.chat.state, select);
export const useFilesState = <T>(select: (state: FilesState) => T): T => useStore(useThings().visit.files.state, select);
export const useMedia = <T>(select: (state: MediaState) => T): T => useStore(useThings().engine.media.state, select);
export const useView = <T>(select: (view: View) => T): T => useStore(useThings().view, select);
