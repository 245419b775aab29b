import { createStore, type StoreApi } from 'zustand/vanilla';
import { Problem, randomId, type Api, type Message, type Person } from '../api';
import type { Feed } from '../rooms/feed';
import type { TopicNews } from '../rooms/news';
import type { Connection } from '../stomp';
import { Cursor } from './cursor';
import { keyOf, Log } from './log';
import { Outbox, type Outgoing } from './outbox';
import { readPeerChat } from './peerMessages';
import { OwnTyping, Typists } from './typing';
import type { Chat, ChatLinks, ChatMessage, ChatState } from './types';

export interface ChatOptions {
  readonly room: string;
  readonly me: Person;
  readonly api: Pick<Api, 'history'>;
  readonly connection: Connection;
  readonly feed: Feed;
  readonly links: ChatLinks;
  /** How far I had read when I came. */
  readonly lastRead: () => number;
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

const page = 50;
/** Somebody whose browser floods us directly is not listened to beyond that. */
const mostPeerDrafts = 200;
/** News may overtake each other by a little; a gap that is older is filled from the server. */
const patience = 400;

export function createChat(options: ChatOptions): Chat {
  return new RoomChat(options);
}

class RoomChat implements Chat {
  readonly state: StoreApi<ChatState>;
  readonly #options: ChatOptions;
  readonly #log: Log;
  readonly #cursor = new Cursor();
  readonly #outbox: Outbox;
  readonly #typists: Typists;
  readonly #ownTyping: OwnTyping;
  readonly #listeners = new Set<(message: ChatMessage) => void>();
  readonly #unhook: (() => void)[];
  /** The oldest stored message that is loaded; what is older comes with its page. */
  #oldest = 0;
  readonly #toldPeers = new Set<string>();
  #catchingUp = false;
  #again = false;
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #readTimer: ReturnType<typeof setTimeout> | undefined;
  /** The person sees what comes. */
  #reading = false;
  #closed = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    const { me, connection, feed, links, room } = options;
    this.state = createStore<ChatState>(() => ({
      messages: [], loaded: false, loadingOlder: false, hasOlder: false, peerToPeer: false, typing: [],
      lastRead: 0, unreadFrom: null, unread: 0, unreadMentions: 0, reads: {}, problem: null,
    }));
    this.#log = new Log(me);
    this.#outbox = new Outbox({
      room, connection, user: me.id, storage: options.storage ?? null,
      onRefused: (message, problem) => this.#draft(message, 'failed', problem),
      onDelayed: () => this.#toPeers(),
    });
    for (const message of this.#outbox.waiting) this.#draft(message, 'sending');
    this.#typists = new Typists(typing => this.state.setState({ typing }));
    this.#ownTyping = new OwnTyping(typing => this.#tellTyping(typing));
    this.#unhook = [
      feed.onNews(news => this.#news(news)),
      feed.onReady(() => {
        void this.#catchUp();
        void this.#outbox.flush();
      }),
      links.onMessage((from, message) => this.#fromPeer(from, message)),
      links.onOpen(() => {
        // Somebody who has not heard any of it.
        this.#toldPeers.clear();
        this.#toPeers();
      }),
      connection.state.subscribe(({ status, sessions }) => {
        const peerToPeer = sessions > 0 && status !== 'online';
        if (this.state.getState().peerToPeer !== peerToPeer) this.state.setState({ peerToPeer });
      }),
    ];
  }

  send(text: string, replyTo?: number): void {
    const message: Outgoing = { clientId: randomId(), text, replyTo: replyTo ?? null, createdAt: new Date().toISOString() };
    this.#ownTyping.stop(false);
    this.#draft(message, 'sending');
    this.#outbox.add(message);
    this.markRead();
    this.clearUnreadLine();
  }

  retry(key: string): void {
    const draft = this.#log.draftOf(key);
    if (draft?.status !== 'failed') return;
    this.#draft(draft, 'sending');
    this.#outbox.add({ clientId: draft.clientId, text: draft.text, replyTo: draft.replyTo, createdAt: draft.createdAt });
  }

  discard(key: string): void {
    if (this.#log.draftOf(key)?.status !== 'failed') return;
    this.#log.drop(key);
    this.#show();
  }

  edit(sequence: number, text: string): Promise<void> {
    return this.#options.connection.send(this.#at(`messages/${sequence}/edit`), { text });
  }

  remove(sequence: number): Promise<void> {
    return this.#options.connection.send(this.#at(`messages/${sequence}/delete`));
  }

  react(sequence: number, emoji: string, on: boolean): Promise<void> {
    return this.#options.connection.send(this.#at(`messages/${sequence}/react`), { emoji, on });
  }

  typing(): void {
    this.#ownTyping.key();
  }

  setReading(reading: boolean): void {
    this.#reading = reading;
    if (reading) this.markRead();
  }

  markRead(): void {
    const { messages, lastRead } = this.state.getState();
    const newest = messages.findLast(message => message.sequence !== null)?.sequence ?? 0;
    if (newest <= lastRead) return;
    this.#read(newest);
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => this.#tellRead(), 500);
  }

  clearUnreadLine(): void {
    if (this.state.getState().unreadFrom !== null) this.state.setState({ unreadFrom: null });
  }

  async loadOlder(): Promise<void> {
    const { hasOlder, loadingOlder } = this.state.getState();
    if (!hasOlder || loadingOlder) return;
    this.state.setState({ loadingOlder: true });
    try {
      const answer = await this.#options.api.history(this.#options.room, { before: this.#oldest, limit: page });
      for (const message of answer.messages) this.#log.store(message);
      this.#oldest = Math.min(this.#oldest, ...answer.messages.map(message => message.sequence));
      this.state.setState({ hasOlder: answer.more && answer.messages.length > 0, problem: null });
      this.#show();
    } catch (thrown) {
      this.state.setState({ problem: Problem.of(thrown) });
    } finally {
      this.state.setState({ loadingOlder: false });
    }
  }

  async reveal(sequence: number): Promise<boolean> {
    const there = (): boolean => this.state.getState().messages.some(message => message.sequence === sequence);
    while (!there() && this.state.getState().hasOlder && sequence < this.#oldest && !this.#closed) {
      const before = this.#oldest;
      await this.loadOlder();
      if (this.#oldest === before) break;
    }
    return there();
  }

  onMessage(listen: (message: ChatMessage) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  close(): void {
    this.#closed = true;
    for (const unhook of this.#unhook) unhook();
    clearTimeout(this.#gapTimer);
    clearTimeout(this.#readTimer);
    this.#outbox.close();
    this.#typists.clear();
    this.#ownTyping.stop(true);
    this.#listeners.clear();
  }

  #at(rest: string): string {
    return `/app/rooms/${this.#options.room}/${rest}`;
  }

  #news(news: TopicNews): void {
    switch (news.type) {
      case 'message':
      case 'changed':
        this.#typists.set(news.message.author, false);
        this.#cursor.saw(news.message.changed);
        this.#store([news.message], news.type === 'message');
        return this.#mindTheGap();
      case 'typing':
        if (news.user.id !== this.#options.me.id) this.#typists.set(news.user, news.typing);
        return;
      case 'read':
        // My own, from another tab of mine.
        if (news.user === this.#options.me.id) return this.#read(news.sequence);
        return this.state.setState(({ reads }) => ({ reads: { ...reads, [news.user]: Math.max(news.sequence, reads[news.user] ?? 0) } }));
    }
  }

  #store(messages: readonly Message[], tell: boolean): void {
    const fresh: string[] = [];
    for (const message of messages) {
      // A change of something older than what is loaded: it comes with its page.
      if (this.state.getState().hasOlder && message.sequence < this.#oldest) continue;
      if (this.#log.store(message)) fresh.push(keyOf(message));
    }
    this.#show();
    if (tell) for (const key of fresh) this.#tell(key);
  }

  #tell(key: string): void {
    const message = this.#log.find(key);
    if (!message || message.mine || message.deleted) return;
    const { unreadFrom, lastRead } = this.state.getState();
    if (!this.#reading && unreadFrom === null && message.sequence !== null && message.sequence > lastRead) this.state.setState({ unreadFrom: message.sequence });
    for (const listen of [...this.#listeners]) listen(message);
  }

  #mindTheGap(): void {
    if (!this.#cursor.gap || this.#catchingUp || this.#cursor.known === null) return;
    clearTimeout(this.#gapTimer);
    this.#gapTimer = setTimeout(() => {
      if (this.#cursor.gap) void this.#catchUp();
    }, patience);
  }

  /** At first the last page; later everything that has changed since. One at a time; asked for meanwhile, once more afterwards. */
  async #catchUp(): Promise<void> {
    this.#again = true;
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        if (this.#cursor.known === null) await this.#first();
        else await this.#since();
      }
      this.state.setState({ problem: null });
    } catch (thrown) {
      // A broken connection calls again; a server that answers nonsense must be asked by hand.
      this.state.setState({ problem: Problem.of(thrown) });
    } finally {
      this.#catchingUp = false;
    }
    this.#mindTheGap();
  }

  async #first(): Promise<void> {
    const answer = await this.#options.api.history(this.#options.room, { limit: page });
    if (this.#closed) return;
    const lastRead = Math.max(this.#options.lastRead(), this.state.getState().lastRead);
    this.#oldest = answer.messages[0]?.sequence ?? 0;
    this.#cursor.reached(answer.lastSequence);
    const unread = answer.messages.find(message => message.sequence > lastRead && message.author.id !== this.#options.me.id && !message.deletedAt);
    this.state.setState({ loaded: true, hasOlder: answer.more, lastRead, unreadFrom: unread?.sequence ?? null });
    this.#store(answer.messages, false);
  }

  async #since(): Promise<void> {
    for (let more = true; more && !this.#closed; ) {
      const since = this.#cursor.known ?? 0;
      const answer = await this.#options.api.history(this.#options.room, { since, limit: page });
      if (this.#closed) return;
      this.#store(answer.messages, true);
      const last = answer.messages.at(-1)?.changed ?? since;
      more = answer.more && last > since;
      this.#cursor.reached(more ? last : Math.max(last, answer.lastSequence));
    }
  }

  #draft(message: Outgoing, status: 'sending' | 'failed', problem: Problem | null = null): void {
    const { clientId, text, replyTo, createdAt } = message;
    this.#log.draft({ clientId, text, replyTo, createdAt, status, problem, author: { id: this.#options.me.id, name: this.#options.me.name } });
    this.#show();
  }

  /** While the server is away, what waits for it goes straight to the others. */
  #toPeers(): void {
    if (this.#options.connection.state.getState().status === 'online') return;
    for (const message of this.#outbox.waiting) {
      if (this.#toldPeers.has(message.clientId)) continue;
      this.#toldPeers.add(message.clientId);
      this.#options.links.broadcast({ type: 'message', ...message });
    }
  }

  #fromPeer(from: Person, message: unknown): void {
    const said = readPeerChat(message);
    if (!said || from.id === this.#options.me.id) return;
    if (said.type === 'typing') return this.#typists.set(from, said.typing);
    this.#typists.set(from, false);
    if (this.#log.draftsOf(from.id) >= mostPeerDrafts) return;
    const { clientId, text, replyTo, createdAt } = said;
    const isNew = this.#log.draft({ clientId, text, replyTo, createdAt, author: from, status: 'peer', problem: null });
    this.#show();
    if (isNew) this.#tell(keyOf({ author: from, clientId }));
  }

  #tellTyping(typing: boolean): void {
    if (this.state.getState().peerToPeer) this.#options.links.broadcast({ type: 'typing', typing });
    else this.#options.connection.send(this.#at('typing'), { typing }).catch(() => undefined);
  }

  #read(sequence: number): void {
    if (sequence <= this.state.getState().lastRead) return;
    this.state.setState({ lastRead: sequence });
    this.#show();
  }

  #tellRead(): void {
    // Lost when offline: the next reading says it again.
    this.#options.connection.send(this.#at('read'), { sequence: this.state.getState().lastRead }).catch(() => undefined);
  }

  #show(): void {
    const { lastRead } = this.state.getState();
    const messages = this.#log.list();
    const unread = messages.filter(message => !message.mine && !message.deleted && message.sequence !== null && message.sequence > lastRead);
    this.state.setState({ messages, unread: unread.length, unreadMentions: unread.filter(message => message.mentionsMe).length });
  }
}
