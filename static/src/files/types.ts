import type { StoreApi } from 'zustand/vanilla';
import type { Person } from '../api';

/**
 * `offered`: waits for the receiver's yes. `active`: on its way. `paused`: the link is broken; goes on by itself when it is back.
 * `checking`: all there, checksum being compared. `done`, `declined`, `cancelled`, `failed`: ends.
 */
export type TransferStatus = 'offered' | 'active' | 'paused' | 'checking' | 'done' | 'declined' | 'cancelled' | 'failed';
/** `too-large`: to keep in memory; `disk`: it could not be written; `gone`: the other side does not come back. */
export type TransferFailure = 'checksum' | 'too-large' | 'disk' | 'unreadable' | 'gone';

export interface Transfer {
  readonly id: string;
  readonly direction: 'sending' | 'receiving';
  readonly person: Person;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly status: TransferStatus;
  readonly failure: TransferFailure | null;
  /** Octets that have arrived. */
  readonly transferred: number;
  /** Octets a second, lately. */
  readonly speed: number;
  /** Received and kept in memory: give it to the person with a download link. Null when it went to disk. */
  readonly blob: Blob | null;
  readonly at: number;
}

export interface FilesState {
  readonly transfers: readonly Transfer[];
}

export interface Files {
  readonly state: StoreApi<FilesState>;
  /** To one peer, or to everybody in the call; one transfer each. */
  offer(file: File, peer?: string): readonly string[];
  /** Call it from a click: where the browser can, it asks where to write the file to. False when the person changed their mind. */
  accept(id: string): Promise<boolean>;
  decline(id: string): void;
  cancel(id: string): void;
  /** Takes a transfer that has ended from the list. */
  forget(id: string): void;
  onOffer(listen: (transfer: Transfer) => void): () => void;
  close(): void;
}

/** The part of RTCDataChannel that files need. */
export interface PieceChannel {
  readonly label: string;
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  binaryType: BinaryType;
  send(data: ArrayBuffer): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error' | 'bufferedamountlow', listen: () => void): void;
  addEventListener(type: 'message', listen: (event: MessageEvent) => void): void;
}

/** How files reach the others: the call gives it. */
export interface FileLinks {
  /** Peers with an open link. */
  peers(): readonly { readonly peer: string; readonly person: Person }[];
  /** False when there is no open link. */
  send(peer: string, message: unknown): boolean;
  openChannel(peer: string, label: string): PieceChannel | null;
  onMessage(listen: (peer: string, message: unknown) => void): () => void;
  onChannel(listen: (peer: string, channel: PieceChannel) => void): () => void;
  onOpen(listen: (peer: string, person: Person) => void): () => void;
  onClosed(listen: (peer: string) => void): () => void;
}
