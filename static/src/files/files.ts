import { createStore, type StoreApi } from 'zustand/vanilla';
import { randomId, type Person } from '../api';
import { Receiving } from './receiving';
import { Sending } from './sending';
import { openSink } from './sink';
import type { FileLinks, Files, FilesState, PieceChannel, Transfer, TransferFailure, TransferStatus } from './types';
import { largest, readWord, safeName, type FileWord } from './words';

/** A peer's browser may not fill our list. */
const mostOffers = 20;
/** A transfer whose other side does not come back is given up. */
const patience = 5 * 60_000;
const ended: ReadonlySet<TransferStatus> = new Set(['done', 'declined', 'cancelled', 'failed']);

interface Job {
  transfer: Transfer;
  /** Where the person is now: another peer after a reload or a lost connection. */
  peer: string;
  readonly sending: Sending | null;
  receiving: Receiving | null;
  giveUp: ReturnType<typeof setTimeout> | undefined;
  speedAt: { at: number; octets: number };
}

export interface FilesOptions {
  readonly links: FileLinks;
  readonly openSink?: typeof openSink;
}

export function createFiles(options: FilesOptions): Files {
  return new PeerFiles(options);
}

class PeerFiles implements Files {
  readonly state: StoreApi<FilesState> = createStore<FilesState>(() => ({ transfers: [] }));
  readonly #links: FileLinks;
  readonly #openSink: typeof openSink;
  readonly #jobs = new Map<string, Job>();
  readonly #offerListeners = new Set<(transfer: Transfer) => void>();
  readonly #unhook: (() => void)[];

  constructor(options: FilesOptions) {
    this.#links = options.links;
    this.#openSink = options.openSink ?? openSink;
    this.#unhook = [
      this.#links.onMessage((peer, message) => {
        const word = readWord(message);
        if (word) this.#heard(peer, word);
      }),
      this.#links.onChannel((peer, channel) => this.#channel(peer, channel)),
      this.#links.onOpen((peer, person) => this.#back(peer, person)),
      this.#links.onClosed(peer => this.#lost(peer)),
    ];
  }

  offer(file: File, peer?: string): readonly string[] {
    if (file.size > largest) return [];
    const to = this.#links.peers().filter(one => peer === undefined || one.peer === peer);
    return to.map(({ peer: id, person }) => {
      const job = this.#add(randomId(), id, person, 'sending', { name: safeName(file.name), size: file.size, mediaType: file.type }, new Sending(file));
      this.#sendOffer(job);
      return job.transfer.id;
    });
  }

  async accept(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (job?.transfer.direction !== 'receiving' || job.receiving || ended.has(job.transfer.status)) return false;
    const { name, size, mediaType } = job.transfer;
    const sink = await this.#openSink(name, size, mediaType);
    if (sink === null) return false;
    if (sink === 'too-large') {
      this.#fail(job, 'too-large');
      this.#say(job, { type: 'decline', id });
      return false;
    }
    if (ended.has(job.transfer.status)) {
      await sink.abort();
      return false;
    }
    job.receiving = new Receiving(size, sink, received => this.#progress(job, received), failure => {
      this.#fail(job, failure);
      this.#say(job, { type: 'received', id, ok: false });
    });
    this.#ask(job);
    return true;
  }

  decline(id: string): void {
    this.#stop(id, 'declined', 'decline');
  }

  cancel(id: string): void {
    this.#stop(id, 'cancelled', 'cancel');
  }

  forget(id: string): void {
    const job = this.#jobs.get(id);
    if (!job || !ended.has(job.transfer.status)) return;
    this.#jobs.delete(id);
    this.#show();
  }

  onOffer(listen: (transfer: Transfer) => void): () => void {
    this.#offerListeners.add(listen);
    return () => this.#offerListeners.delete(listen);
  }

  close(): void {
    for (const unhook of this.#unhook) unhook();
    for (const id of this.#jobs.keys()) this.cancel(id);
  }

  // --- What the other side says ---

  #heard(peer: string, word: FileWord): void {
    if (word.type === 'offer') return this.#offered(peer, word);
    const job = this.#jobs.get(word.id);
    // Somebody else's transfer is not theirs to steer.
    if (job?.peer !== peer || ended.has(job.transfer.status)) return;
    const sending = job.transfer.direction === 'sending';
    if (word.type === 'cancel' || (word.type === 'decline' && sending)) return this.#end(job, word.type === 'cancel' ? 'cancelled' : 'declined');
    if (word.type === 'accept' && sending) void this.#send(job, word.offset);
    if (word.type === 'sent' && !sending) void this.#finish(job, word.sha256);
    if (word.type === 'received' && sending) {
      if (word.ok) this.#end(job, 'done');
      else this.#fail(job, 'checksum');
    }
  }

  #offered(peer: string, word: FileWord & { type: 'offer' }): void {
    const person = this.#links.peers().find(one => one.peer === peer)?.person;
    if (!person) return;
    const known = this.#jobs.get(word.id);
    if (known) {
      // The same again, after a broken link: the same person, perhaps as another peer.
      if (known.transfer.person.id !== person.id || known.transfer.direction !== 'receiving' || ended.has(known.transfer.status)) return;
      known.peer = peer;
      if (known.receiving) this.#ask(known);
      return;
    }
    const waiting = [...this.#jobs.values()].filter(job => job.peer === peer && job.transfer.status === 'offered' && job.transfer.direction === 'receiving');
    if (waiting.length >= mostOffers) return;
    const { name, size, mediaType } = word;
    const job = this.#add(word.id, peer, person, 'receiving', { name, size, mediaType }, null);
    for (const listen of [...this.#offerListeners]) listen(job.transfer);
  }

  #channel(peer: string, channel: PieceChannel): void {
    const [, id, offset] = /^file:([\w-]+):(\d+)$/.exec(channel.label) ?? [];
    const job = id === undefined ? undefined : this.#jobs.get(id);
    const taken = job?.peer === peer && job.receiving?.over(channel, Number(offset), () => this.#pause(job));
    if (!taken) channel.close();
  }

  // --- Octets ---

  async #send(job: Job, offset: number): Promise<void> {
    const { id, size } = job.transfer;
    const channel = offset <= size ? this.#links.openChannel(job.peer, `file:${id}:${offset}`) : null;
    if (!channel || !job.sending) return;
    clearTimeout(job.giveUp);
    this.#set(job, { status: 'active' });
    try {
      const sent = await job.sending.over(channel, offset, octets => this.#progress(job, octets));
      if (sent === 'replaced' || ended.has(job.transfer.status)) return;
      if (sent === 'broken') return this.#pause(job);
      this.#set(job, { status: 'checking', transferred: size });
      this.#say(job, { type: 'sent', id, sha256: sent.sha256 });
    } catch {
      // The file has been changed, moved or deleted since.
      this.#fail(job, 'unreadable');
      this.#say(job, { type: 'cancel', id });
    }
  }

  #ask(job: Job): void {
    clearTimeout(job.giveUp);
    this.#set(job, { status: 'active' });
    this.#say(job, { type: 'accept', id: job.transfer.id, offset: job.receiving?.received ?? 0 });
  }

  /** "Sent" goes another way than the octets, and may be faster. */
  async #finish(job: Job, sha256: string, tries = 0): Promise<void> {
    if (!job.receiving || ended.has(job.transfer.status)) return;
    if (job.receiving.received < job.transfer.size) {
      if (tries < 600 && job.transfer.status === 'active') setTimeout(() => void this.#finish(job, sha256, tries + 1), 100);
      return;
    }
    this.#set(job, { status: 'checking' });
    const result = await job.receiving.finish(sha256);
    if (!result || ended.has(job.transfer.status)) return;
    this.#set(job, { blob: result.blob, transferred: job.transfer.size });
    this.#end(job, 'done');
    this.#say(job, { type: 'received', id: job.transfer.id, ok: true });
  }

  // --- Links that break ---

  #lost(peer: string): void {
    for (const job of this.#jobs.values()) if (job.peer === peer) this.#pause(job);
  }

  #pause(job: Job): void {
    if (ended.has(job.transfer.status) || job.transfer.status === 'paused') return;
    // All is there; only the last word is missing, which comes again with the next offer.
    this.#set(job, { status: 'paused', speed: 0 });
    clearTimeout(job.giveUp);
    job.giveUp = setTimeout(() => this.#fail(job, 'gone'), patience);
    // The channel broke, but not the link.
    if (job.transfer.direction === 'sending' && this.#links.peers().some(one => one.peer === job.peer)) setTimeout(() => this.#offerAgain(job), 500);
  }

  #back(peer: string, person: Person): void {
    for (const job of this.#jobs.values()) {
      if (job.transfer.direction !== 'sending' || job.transfer.person.id !== person.id || ended.has(job.transfer.status)) continue;
      // Another tab of the same person has nothing to do with it, as long as the right one is there.
      if (job.peer !== peer && this.#links.peers().some(one => one.peer === job.peer)) continue;
      job.peer = peer;
      this.#sendOffer(job);
    }
  }

  #offerAgain(job: Job): void {
    if (job.transfer.status === 'paused') this.#sendOffer(job);
  }

  // --- Bookkeeping ---

  #sendOffer(job: Job): void {
    const { id, name, size, mediaType } = job.transfer;
    this.#say(job, { type: 'offer', id, name, size, mediaType });
  }

  #say(job: Job, word: FileWord): void {
    this.#links.send(job.peer, word);
  }

  #add(id: string, peer: string, person: Person, direction: Transfer['direction'], file: Pick<Transfer, 'name' | 'size' | 'mediaType'>, sending: Sending | null): Job {
    const transfer: Transfer = { id, direction, person, ...file, status: 'offered', failure: null, transferred: 0, speed: 0, blob: null, at: Date.now() };
    const job: Job = { transfer, peer, sending, receiving: null, giveUp: undefined, speedAt: { at: Date.now(), octets: 0 } };
    this.#jobs.set(id, job);
    this.#show();
    return job;
  }

  #progress(job: Job, transferred: number): void {
    if (job.transfer.status !== 'active') return;
    const seconds = (Date.now() - job.speedAt.at) / 1_000;
    // Shown a few times a second: every piece would keep the page busy with drawing.
    if (seconds < 0.25 && transferred < job.transfer.size) return;
    const lately = seconds > 0 ? Math.max(0, transferred - job.speedAt.octets) / seconds : 0;
    job.speedAt = { at: Date.now(), octets: transferred };
    this.#set(job, { transferred, speed: Math.round(job.transfer.speed === 0 ? lately : job.transfer.speed * 0.7 + lately * 0.3) });
  }

  #stop(id: string, status: 'declined' | 'cancelled', word: 'decline' | 'cancel'): void {
    const job = this.#jobs.get(id);
    if (!job || ended.has(job.transfer.status)) return;
    this.#end(job, status);
    this.#say(job, { type: word, id });
  }

  #fail(job: Job, failure: TransferFailure): void {
    if (ended.has(job.transfer.status)) return;
    this.#set(job, { failure });
    this.#end(job, 'failed');
  }

  #end(job: Job, status: TransferStatus): void {
    clearTimeout(job.giveUp);
    this.#set(job, { status, speed: 0 });
    job.sending?.stop();
    if (status !== 'done') void job.receiving?.abort();
  }

  #set(job: Job, change: Partial<Transfer>): void {
    job.transfer = { ...job.transfer, ...change };
    this.#show();
  }

  #show(): void {
    this.state.setState({ transfers: [...this.#jobs.values()].map(job => job.transfer) });
  }
}
