/** Where a received file goes, piece by piece. */
export interface Sink {
  write(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The file, when it is in memory. */
  finish(): Promise<Blob | null>;
  abort(): Promise<void>;
}

/** Beyond that a browser tab would rather die than keep it in memory. */
export const mostInMemory = 1_073_741_824;

export class MemorySink implements Sink {
  readonly #mediaType: string;
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #blobs: Blob[] = [];
  #size = 0;

  constructor(mediaType: string) {
    this.#mediaType = mediaType;
  }

  write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#pieces.push(piece);
    this.#size += piece.length;
    // Browsers put large blobs on disk, but no arrays.
    if (this.#size >= 16_777_216) this.#pack();
    return Promise.resolve();
  }

  finish(): Promise<Blob> {
    this.#pack();
    return Promise.resolve(new Blob(this.#blobs, { type: this.#mediaType }));
  }

  abort(): Promise<void> {
    this.#pieces = [];
    this.#blobs = [];
    return Promise.resolve();
  }

  #pack(): void {
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#size = 0;
  }
}

interface SaveDialog {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<{ createWritable(): Promise<FileSystemWritableFileStream> }>;
}

class DiskSink implements Sink {
  readonly #stream: FileSystemWritableFileStream;

  constructor(stream: FileSystemWritableFileStream) {
    this.#stream = stream;
  }

  write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#stream.write(piece);
  }

  async finish(): Promise<null> {
    await this.#stream.close();
    return null;
  }

  async abort(): Promise<void> {
    await this.#stream.abort();
  }
}

/** Small files into memory; others to disk where the browser can. Null: the person has closed the dialog. */
export async function openSink(name: string, size: number, mediaType: string): Promise<Sink | 'too-large' | null> {
  const { showSaveFilePicker } = window as SaveDialog;
  if (showSaveFilePicker && size > 8_388_608) {
    try {
      const handle = await showSaveFilePicker.call(window, { suggestedName: name });
      return new DiskSink(await handle.createWritable());
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
      // Not allowed here (an iframe, no click): memory, if it fits.
    }
  }
  return size > mostInMemory ? 'too-large' : new MemorySink(mediaType);
}
