import { createStore, type StoreApi } from 'zustand/vanilla';
import { isMember, Problem, type Api, type Entry, type Invitation, type Role, type RoomChange, type User } from '../api';
import type { Connection } from '../stomp';
import type { Feed } from './feed';
import { readNews, type PersonalNews, type TopicNews } from './news';
import { reduce } from './reduce';
import { allows, byRankAndName, outranks } from './rights';
import type { Room, RoomAction, RoomNews, RoomState, RoomStatus } from './types';

export interface RoomOptions {
  readonly id: string;
  readonly me: User;
  readonly api: Api;
  readonly connection: Connection;
  readonly feed: Feed;
}

const ends: readonly RoomStatus[] = ['none', 'denied', 'kicked', 'banned', 'deleted', 'left'];

export function createRoom(options: RoomOptions): Room {
  return new OneRoom(options);
}

class OneRoom implements Room {
  readonly id: string;
  readonly me: User;
  readonly state: StoreApi<RoomState>;
  readonly #api: Api;
  readonly #feed: Feed;
  readonly #listeners = new Set<(news: RoomNews) => void>();
  readonly #unhook: (() => void)[];
  /** What was last said at the door, for knocking again after a broken connection. */
  #entry: Entry = {};
  /** News that came while the room was being loaded: the answer may be older than they are. */
  #missed: TopicNews[] | null = null;
  #closed = false;

  constructor({ id, me, api, connection, feed }: RoomOptions) {
    this.id = id;
    this.me = me;
    this.#api = api;
    this.#feed = feed;
    this.state = createStore<RoomState>(() => ({
      id, status: 'loading', glimpse: null, room: null, role: null, members: [], waiting: [], mute: null, problem: null,
    }));
    this.#unhook = [
      connection.subscribe('/user/queue/room', ({ body }) => {
        const news = readNews<PersonalNews>(body);
        if (news?.room === id) this.#personal(news);
      }, { onReady: () => this.#again() }),
      feed.onNews(news => (this.#missed ? this.#missed.push(news) : this.#apply(news))),
      feed.onReady(() => void this.#load()),
      feed.onRefused(report => this.#end(report.code === 'no-such-room' ? 'none' : 'kicked')),
    ];
    void this.reload();
  }

  may(action: RoomAction): boolean {
    return allows(this.state.getState().role, action);
  }

  mayTo(action: RoomAction, role: Role): boolean {
    return this.may(action) && outranks(this.state.getState().role, role);
  }

  async reload(): Promise<void> {
    try {
      const room = await this.#api.room(this.id);
      if (this.#closed) return;
      if (isMember(room)) {
        this.state.setState({ room, role: room.role, glimpse: room, problem: null });
        this.#feed.open();
        // Without a connection the feed is not ready; people can be seen all the same.
        await this.#load();
      } else {
        this.state.setState(before => ({ glimpse: room, problem: null, status: before.status === 'waiting' ? 'waiting' : 'outside' }));
      }
    } catch (thrown) {
      if (!this.#closed) this.#failed(Problem.of(thrown));
    }
  }

  async enter(entry: Entry = {}): Promise<void> {
    this.#entry = entry;
    try {
      const answer = await this.#api.join(this.id, entry);
      if (this.#closed) return;
      if (answer.status === 'waiting') this.state.setState({ status: 'waiting', problem: null });
      else await this.#inside();
    } catch (thrown) {
      const problem = Problem.of(thrown);
      if (problem.code === 'no-such-room') this.#end('none');
      else this.state.setState({ problem });
      throw problem;
    }
  }

  async leave(): Promise<void> {
    await this.#api.leave(this.id);
    this.#end('left');
  }

  async update(change: RoomChange): Promise<void> {
    const room = await this.#api.updateRoom(this.id, change);
    this.state.setState({ room });
  }

  async remove(): Promise<void> {
    await this.#api.deleteRoom(this.id);
    this.#end('deleted');
  }

  setRole = (user: string, role: Role): Promise<void> => this.#api.setRole(this.id, user, role);
  kick = (user: string): Promise<void> => this.#api.kick(this.id, user);
  ban = (user: string): Promise<void> => this.#api.ban(this.id, user);
  bans = (): ReturnType<Room['bans']> => this.#api.bans(this.id);
  unban = (user: string): Promise<void> => this.#api.unban(this.id, user);
  mute = (user: string, muted: boolean): Promise<void> => this.#api.mute(this.id, user, muted);
  admit = (user: string): Promise<void> => this.#decide(user, this.#api.admit(this.id, user));
  deny = (user: string): Promise<void> => this.#decide(user, this.#api.deny(this.id, user));
  invitations = (): ReturnType<Room['invitations']> => this.#api.invitations(this.id);
  invite = (options: { expiresInHours?: number; uses?: number } = {}): Promise<Invitation> => this.#api.invite(this.id, options);
  revoke = (invitation: string): Promise<void> => this.#api.revoke(this.id, invitation);

  answerMute(): void {
    this.state.setState({ mute: null });
  }

  onNews(listen: (news: RoomNews) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  close(): void {
    this.#closed = true;
    for (const unhook of this.#unhook) unhook();
    this.#listeners.clear();
    this.#feed.close();
  }

  async #inside(): Promise<void> {
    this.state.setState({ problem: null });
    await this.reload();
  }

  /** Members and who waits, from the server. */
  async #load(): Promise<void> {
    if (this.#closed || this.#missed) return;
    this.#missed = [];
    try {
      const [members, room] = await Promise.all([this.#api.members(this.id), this.#api.room(this.id)]);
      if (!isMember(room)) return this.#end('kicked');
      const waiting = allows(room.role, 'admit') ? await this.#api.waiting(this.id) : [];
      if (this.#closed || this.#over()) return;
      this.state.setState({ status: 'inside', room, glimpse: room, role: room.role, waiting, members: [...members].sort(byRankAndName), problem: null });
    } catch (thrown) {
      if (!this.#closed) this.#failed(Problem.of(thrown));
    } finally {
      const missed = this.#missed;
      this.#missed = null;
      for (const news of missed) this.#apply(news);
    }
  }

  /** Connected again: what came on the personal queue meanwhile is lost. */
  #again(): void {
    const { status } = this.state.getState();
    if (status === 'waiting') void this.enter(this.#entry).catch(() => undefined);
    else if (status === 'failed' || status === 'loading') void this.reload();
  }

  #personal(news: PersonalNews): void {
    switch (news.type) {
      case 'admitted':
        return void this.#inside();
      case 'denied':
      case 'kicked':
      case 'banned':
        return this.#end(news.type);
      case 'mute': {
        const mute = { muted: news.muted, by: news.by };
        this.state.setState({ mute });
        return this.#tell({ type: 'mute', request: mute });
      }
      case 'waiting': {
        const known = new Set(this.state.getState().waiting.map(person => person.id));
        const people = news.waiting.filter(person => !known.has(person.id));
        this.state.setState({ waiting: news.waiting });
        if (people.length > 0) this.#tell({ type: 'waiting', people });
      }
    }
  }

  #apply(news: TopicNews): void {
    const before = this.state.getState();
    const { state, told } = reduce(before, this.me.id, news);
    if (state === before) return;
    if (ends.includes(state.status)) return this.#end(state.status);
    this.state.setState(state, true);
    if (told) this.#tell(told);
    // A moderator now: who waits is mine to know.
    if (!allows(before.role, 'admit') && allows(state.role, 'admit')) {
      this.#api.waiting(this.id).then(waiting => this.state.setState({ waiting }), () => undefined);
    }
  }

  async #decide(user: string, done: Promise<void>): Promise<void> {
    await done;
    this.state.setState(before => ({ waiting: before.waiting.filter(person => person.id !== user) }));
  }

  #tell(news: RoomNews): void {
    for (const listen of [...this.#listeners]) listen(news);
  }

  #over(): boolean {
    return ends.includes(this.state.getState().status);
  }

  #failed(problem: Problem): void {
    if (problem.code === 'no-such-room') return this.#end('none');
    // Whoever is inside stays there: the next reconnect loads again.
    this.state.setState(before => ({ problem, status: before.status === 'inside' ? 'inside' : 'failed' }));
  }

  #end(status: RoomStatus): void {
    // "kicked" on the personal queue and "member-left" on the topic are the same thing: the first word counts, unless it was less exact.
    const now = this.state.getState().status;
    if (ends.includes(now) && !(now === 'none' || now === 'left')) return;
    if (now === 'denied' && status !== 'denied') return;
    this.state.setState({ status, waiting: [] });
    this.#feed.close();
  }
}
