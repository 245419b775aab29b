import { expect, test, vi } from 'vitest';
import { Problem, type Api, type Member, type Role, type Room as RoomData, type RoomGlimpse, type Waiting } from '../api';
import { fakeConnection, settle } from './fakes.test-kit';
import { createFeed } from './feed';
import { createRoom } from './room';

const me = { id: 'me', name: 'Me', kind: 'account' } as const;
const glimpse: RoomGlimpse = { id: 'r', title: 'Room', hasPassword: false, waitingRoom: true, locked: false };
const room = (role: Role): RoomData => ({ ...glimpse, access: 'open', maxParticipants: 6, createdAt: '', role, lastSequence: 0, lastRead: 0 });
const person = (id: string, role: Role = 'member'): Member => ({ id, name: id, kind: 'account', role, joinedAt: '', online: true });

function setUp(found: RoomData | RoomGlimpse | Problem) {
  const server = { found, members: [person('me')], waiting: [] as Waiting[] };
  const api = {
    room: vi.fn(async () => {
      if (server.found instanceof Problem) throw server.found;
      return server.found;
    }),
    members: vi.fn(async () => server.members),
    waiting: vi.fn(async () => server.waiting),
    join: vi.fn(async () => ({ status: 'waiting' as const })),
    admit: vi.fn(async () => undefined),
  };
  const net = fakeConnection();
  net.online();
  const it = createRoom({ id: 'r', me, api: api as unknown as Api, connection: net.connection, feed: createFeed(net.connection, 'r') });
  return { server, api, net, it, topic: (news: unknown) => net.tell('/topic/public/r', news), mine: (news: object) => net.tell('/user/queue/room', { room: 'r', ...news }) };
}

const status = (it: ReturnType<typeof createRoom>) => it.state.getState().status;

test('a member is inside, with everybody by rank and name', async () => {
  const { it, server } = setUp(room('member'));
  server.members = [person('zoe'), person('me'), person('bob', 'owner'), person('gus', 'guest')];
  await settle();
  expect(status(it)).toBe('inside');
  expect(it.state.getState().members.map(member => member.id)).toEqual(['bob', 'me', 'zoe', 'gus']);
});

test('a stranger stands outside, knocks, waits and is let in', async () => {
  const { it, server, mine } = setUp(glimpse);
  await settle();
  expect(status(it)).toBe('outside');
  await it.enter({ password: 'x' });
  expect(status(it)).toBe('waiting');
  server.found = room('member');
  mine({ type: 'admitted' });
  await settle();
  expect(status(it)).toBe('inside');
});

test('who waited while the connection was away knocks again', async () => {
  const { it, api, net } = setUp(glimpse);
  await settle();
  await it.enter({ password: 'x' });
  net.offline();
  net.online();
  await settle();
  expect(api.join).toHaveBeenCalledTimes(2);
  expect(api.join).toHaveBeenLastCalledWith('r', { password: 'x' });
});

test('a refusal at the door is told and changes nothing', async () => {
  const { it, api } = setUp(glimpse);
  await settle();
  api.join.mockRejectedValue(new Problem({ status: 403, code: 'wrong-password', title: '' }));
  await expect(it.enter({ password: 'x' })).rejects.toMatchObject({ code: 'wrong-password' });
  expect(status(it)).toBe('outside');
  expect(it.state.getState().problem?.code).toBe('wrong-password');
});

test('people come, rise and go', async () => {
  const { it, topic } = setUp(room('member'));
  await settle();
  const told: string[] = [];
  it.onNews(news => told.push(news.type));
  topic({ type: 'member', member: person('bob') });
  topic({ type: 'member', member: person('bob', 'moderator') });
  topic({ type: 'member-left', user: 'bob', reason: 'left' });
  topic({ type: 'something-new' });
  expect(told).toEqual(['member-joined', 'role', 'member-left']);
  expect(it.state.getState().members.map(member => member.id)).toEqual(['me']);
});

test('news that overtakes the answer to loading is not undone by it', async () => {
  const { it, api, topic } = setUp(room('member'));
  await settle();
  let answer: (members: Member[]) => void = () => undefined;
  api.members.mockImplementationOnce(() => new Promise(resolve => (answer = resolve)));
  void it.reload();
  await settle();
  topic({ type: 'member-left', user: 'bob', reason: 'left' });
  answer([person('me'), person('bob')]);
  await settle();
  expect(it.state.getState().members.map(member => member.id)).toEqual(['me']);
});

test('whom I make a moderator may see who waits', async () => {
  const { it, server, topic } = setUp(room('member'));
  await settle();
  expect(it.may('admit')).toBe(false);
  server.waiting = [{ id: 'w', name: 'w', kind: 'guest', since: '' }];
  topic({ type: 'member', member: person('me', 'moderator') });
  await settle();
  expect(it.may('admit')).toBe(true);
  expect(it.mayTo('kick', 'member')).toBe(true);
  expect(it.mayTo('kick', 'moderator')).toBe(false);
  expect(it.state.getState().waiting).toHaveLength(1);
});

test('only new people at the door are announced', async () => {
  const { it, mine } = setUp(room('owner'));
  await settle();
  const told: string[] = [];
  it.onNews(news => news.type === 'waiting' && told.push(...news.people.map(one => one.id)));
  const waiting = (...ids: string[]) => mine({ type: 'waiting', waiting: ids.map(id => ({ id, name: id, kind: 'guest', since: '' })) });
  waiting('a');
  waiting('a', 'b');
  await it.admit('a');
  expect(told).toEqual(['a', 'b']);
  expect(it.state.getState().waiting.map(one => one.id)).toEqual(['b']);
});

test.each([
  ['kicked', { personal: { type: 'kicked' } }],
  ['banned', { topic: { type: 'member-left', user: 'me', reason: 'banned' } }],
  ['deleted', { topic: { type: 'deleted' } }],
])('%s ends it', async (end, { personal, topic: news }: { personal?: object; topic?: object }) => {
  const { it, net, mine, topic } = setUp(room('member'));
  await settle();
  if (personal) mine(personal);
  if (news) topic(news);
  mine({ type: 'kicked' });
  expect(status(it)).toBe(end);
  expect([...net.subscriptions].some(one => one.destination.startsWith('/topic'))).toBe(false);
});

test('no such room', async () => {
  const { it } = setUp(new Problem({ status: 404, code: 'no-such-room', title: '' }));
  await settle();
  expect(status(it)).toBe('none');
});

test('a server that is away is tried again when the connection is back', async () => {
  const { it, server, net } = setUp(Problem.unreachable());
  await settle();
  expect(status(it)).toBe('failed');
  server.found = room('member');
  net.online();
  await settle();
  expect(status(it)).toBe('inside');
});

test('a moderator mutes me, and asks me to speak', async () => {
  const { it, mine } = setUp(room('member'));
  await settle();
  mine({ type: 'mute', muted: false, by: { id: 'bob', name: 'Bob' } });
  expect(it.state.getState().mute).toEqual({ muted: false, by: { id: 'bob', name: 'Bob' } });
  it.answerMute();
  expect(it.state.getState().mute).toBeNull();
});
