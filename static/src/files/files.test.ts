// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFiles } from './files';
import { Sha256 } from './sha256';
import { MemorySink } from './sink';
import type { FileLinks, PieceChannel } from './types';
import { safeName } from './words';

/** One end of a channel in memory; delivers when the test lets it. */
class FakeChannel implements PieceChannel {
  readyState: RTCDataChannelState = 'connecting';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType: BinaryType = 'blob';
  other!: FakeChannel;
  most = 0;
  readonly label: string;
  readonly #listeners = new Map<string, ((event: MessageEvent) => void)[]>();
  readonly #pump: (work: () => void) => void;

  constructor(label: string, pump: (work: () => void) => void) {
    this.label = label;
    this.#pump = pump;
  }

  send(data: ArrayBuffer): void {
    if (this.readyState !== 'open') throw new DOMException('', 'InvalidStateError');
    this.bufferedAmount += data.byteLength;
    this.most = Math.max(this.most, this.bufferedAmount);
    this.#pump(() => {
      const above = this.bufferedAmount > this.bufferedAmountLowThreshold;
      this.bufferedAmount -= data.byteLength;
      if (this.other.readyState === 'open') this.other.fire('message', { data } as MessageEvent);
      if (above && this.bufferedAmount <= this.bufferedAmountLowThreshold) this.fire('bufferedamountlow');
    });
  }

  close(): void {
    for (const end of [this, this.other]) {
      if (end.readyState === 'closed') continue;
      end.readyState = 'closed';
      queueMicrotask(() => end.fire('close'));
    }
  }

  addEventListener(type: string, listen: (event: MessageEvent) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listen]);
  }

  fire(type: string, event?: MessageEvent): void {
    for (const listen of this.#listeners.get(type) ?? []) listen(event as MessageEvent);
  }
}

type Listeners = { message: Set<(peer: string, message: unknown) => void>; channel: Set<(peer: string, channel: PieceChannel) => void>; open: Set<(peer: string, person: { id: string; name: string }) => void>; closed: Set<(peer: string) => void> };

/** Ann and Bob, and a cable between them that can be cut. */
function setUp() {
  const people = { ann: { peer: 'peer-ann', person: { id: 'ann', name: 'Ann' } }, bob: { peer: 'peer-bob', person: { id: 'bob', name: 'Bob' } } };
  const cable = { up: true, lose: 0, slow: false, delivered: 0, channels: [] as FakeChannel[], corrupt: false };
  // Slow: one piece after another, each takes its time.
  let free = 0;
  const pump = (work: () => void) => {
    if (!cable.slow) return queueMicrotask(() => cable.up && work());
    free = Math.max(free, Date.now()) + 4;
    setTimeout(() => cable.up && work(), free - Date.now());
  };
  const listeners = { ann: fresh(), bob: fresh() };
  const links = (me: 'ann' | 'bob', other: 'ann' | 'bob'): FileLinks => ({
    peers: () => (cable.up ? [people[other]] : []),
    send(peer, message) {
      if (!cable.up || peer !== people[other].peer) return false;
      const copy: unknown = JSON.parse(JSON.stringify(message));
      setTimeout(() => cable.up && listeners[other].message.forEach(listen => listen(people[me].peer, copy)), 1);
      return true;
    },
    openChannel(peer, label) {
      if (!cable.up || peer !== people[other].peer) return null;
      const [near, far] = [new FakeChannel(label, pump), new FakeChannel(label, pump)];
      near.other = far;
      far.other = near;
      cable.channels.push(near);
      setTimeout(() => {
        if (!cable.up) return;
        far.readyState = 'open';
        listeners[other].channel.forEach(listen => listen(people[me].peer, far));
        if (near.readyState === 'closed') return;
        near.readyState = 'open';
        near.fire('open');
      }, 1);
      return near;
    },
    onMessage: listen => add(listeners[me].message, listen),
    onChannel: listen => add(listeners[me].channel, listen),
    onOpen: listen => add(listeners[me].open, listen),
    onClosed: listen => add(listeners[me].closed, listen),
  });
  const sinks: MemorySink[] = [];
  const openSink = vi.fn(async (_: string, __: number, type: string) => {
    const sink = new MemorySink(type);
    sinks.push(sink);
    return sink;
  });
  const ann = createFiles({ links: links('ann', 'bob'), openSink });
  const bob = createFiles({ links: links('bob', 'ann'), openSink });
  return {
    ann, bob, cable, openSink, people,
    cut() {
      cable.up = false;
      for (const channel of cable.channels) channel.close();
      listeners.ann.closed.forEach(listen => listen(people.bob.peer));
      listeners.bob.closed.forEach(listen => listen(people.ann.peer));
    },
    mend(annsPeer = people.ann.peer) {
      people.ann.peer = annsPeer;
      cable.up = true;
      listeners.ann.open.forEach(listen => listen(people.bob.peer, people.bob.person));
      listeners.bob.open.forEach(listen => listen(people.ann.peer, people.ann.person));
    },
    say: (to: 'ann' | 'bob', from: string, message: unknown) => listeners[to].message.forEach(listen => listen(from, message)),
  };
}

function fresh(): Listeners {
  return { message: new Set(), channel: new Set(), open: new Set(), closed: new Set() };
}

function add<T>(set: Set<T>, listen: T): () => void {
  set.add(listen);
  return () => set.delete(listen);
}

function octets(size: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(size);
  for (let i = 0; i < size; i++) data[i] = (i * 31 + (i >> 8)) & 255;
  return data;
}

const file = (size: number, name = 'a.bin') => new File([octets(size)], name, { type: 'application/x-test' });
const only = (files: ReturnType<typeof createFiles>) => files.state.getState().transfers[0]!;
/** The clock is ours, but reading a file takes the time that it takes: only a wait without end is a failure. */
async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!condition() && performance.now() < end) await vi.advanceTimersByTimeAsync(5);
  expect(condition()).toBe(true);
}

/** Quicker than comparing millions of numbers one by one. */
async function sameOctets(blob: Blob | null, size: number): Promise<boolean> {
  return blob !== null && Buffer.compare(new Uint8Array(await blob.arrayBuffer()), octets(size)) === 0;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

test.each([0, 1, 65_536, 65_537, 3_000_001])('a file of %i octets arrives as it was', async size => {
  const { ann, bob } = setUp();
  ann.offer(file(size));
  await until(() => bob.state.getState().transfers.length === 1);
  expect(only(bob)).toMatchObject({ direction: 'receiving', status: 'offered', name: 'a.bin', size, person: { id: 'ann' } });
  await bob.accept(only(bob).id);
  await until(() => only(ann).status === 'done');
  expect(only(bob).status).toBe('done');
  expect(await sameOctets(only(bob).blob, size)).toBe(true);
});

test('nothing is sent before it is accepted', async () => {
  const { ann, bob, cable } = setUp();
  ann.offer(file(100));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(cable.channels).toHaveLength(0);
  bob.decline(only(bob).id);
  await until(() => only(ann).status === 'declined');
});

test('no more waits in the channel than it should', async () => {
  const { ann, bob, cable } = setUp();
  cable.slow = true;
  ann.offer(file(12_000_000));
  await until(() => bob.state.getState().transfers.length === 1);
  await bob.accept(only(bob).id);
  await until(() => only(ann).status === 'done');
  expect(cable.channels[0]!.most).toBeLessThanOrEqual(4 * 1_048_576 + 65_536);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('goes on where it was after the link broke (%i)', async times => {
  const { ann, bob, cut, mend, cable } = setUp();
  cable.slow = true;
  ann.offer(file(9_000_000));
  await until(() => bob.state.getState().transfers.length === 1);
  await bob.accept(only(bob).id);
  for (let i = 0; i < times; i++) {
    await vi.advanceTimersByTimeAsync(20 + i * 10);
    cut();
    await vi.advanceTimersByTimeAsync(1_000);
    mend();
  }
  await until(() => only(ann).status === 'done');
  expect(await sameOctets(only(bob).blob, 9_000_000)).toBe(true);
});

test('goes on with the same person under another peer id', async () => {
  const { ann, bob, cut, mend, cable } = setUp();
  cable.slow = true;
  ann.offer(file(9_000_000));
  await until(() => bob.state.getState().transfers.length === 1);
  await bob.accept(only(bob).id);
  await until(() => only(bob).transferred > 1_000_000);
  cut();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(only(bob).status).toBe('paused');
  mend('another-peer');
  await until(() => only(bob).status === 'done');
  const labels = cable.channels.map(channel => Number(channel.label.split(':')[2]));
  expect(labels[0]).toBe(0);
  expect(labels[1]).toBeGreaterThan(1_000_000);
});

test('a link that does not come back ends it', async () => {
  const { ann, bob, cut } = setUp();
  ann.offer(file(10));
  await until(() => bob.state.getState().transfers.length === 1);
  cut();
  await vi.advanceTimersByTimeAsync(301_000);
  expect(only(ann)).toMatchObject({ status: 'failed', failure: 'gone' });
});

test.each(['ann', 'bob'] as const)('%s may cancel half-way', async who => {
  const { cable, ...all } = setUp();
  cable.slow = true;
  all.ann.offer(file(9_000_000));
  await until(() => all.bob.state.getState().transfers.length === 1);
  await all.bob.accept(only(all.bob).id);
  await until(() => only(all.bob).transferred > 0);
  all[who].cancel(only(all[who]).id);
  await until(() => only(all.ann).status === 'cancelled' && only(all.bob).status === 'cancelled');
  expect(only(all.bob).blob).toBeNull();
  expect(cable.channels[0]!.readyState).toBe('closed');
});

test('a wrong checksum is told to both', async () => {
  const { ann, bob, say } = setUp();
  ann.offer(file(0));
  await until(() => bob.state.getState().transfers.length === 1);
  await bob.accept(only(bob).id);
  say('bob', 'peer-ann', { type: 'sent', id: only(bob).id, sha256: '00' });
  await until(() => only(ann).status === 'failed');
  expect(only(bob)).toMatchObject({ status: 'failed', failure: 'checksum', blob: null });
});

test('several at once', async () => {
  const { ann, bob } = setUp();
  for (let i = 1; i <= 5; i++) ann.offer(file(i * 200_000, `${i}.bin`));
  await until(() => bob.state.getState().transfers.length === 5);
  for (const transfer of bob.state.getState().transfers) await bob.accept(transfer.id);
  await until(() => bob.state.getState().transfers.every(transfer => transfer.status === 'done'));
  expect(bob.state.getState().transfers.map(transfer => transfer.blob!.size)).toEqual([200_000, 400_000, 600_000, 800_000, 1_000_000]);
});

test('others cannot steer a transfer, nor fill the list', async () => {
  const { ann, bob, say } = setUp();
  ann.offer(file(10));
  await until(() => bob.state.getState().transfers.length === 1);
  const { id } = only(bob);
  say('ann', 'peer-eve', { type: 'accept', id, offset: 0 });
  say('bob', 'peer-eve', { type: 'cancel', id });
  say('bob', 'peer-ann', { type: 'offer', id: 'x', name: 5 });
  for (let i = 0; i < 50; i++) say('bob', 'peer-ann', { type: 'offer', id: `identity-${i}`, name: 'n', size: 1, mediaType: 'x' });
  expect(only(ann).status).toBe('offered');
  expect(only(bob).status).toBe('offered');
  expect(bob.state.getState().transfers).toHaveLength(20);
});

test('what is too large for memory is refused before it begins', async () => {
  const { ann, bob, openSink } = setUp();
  openSink.mockResolvedValueOnce('too-large' as unknown as MemorySink);
  ann.offer(file(10));
  await until(() => bob.state.getState().transfers.length === 1);
  expect(await bob.accept(only(bob).id)).toBe(false);
  expect(only(bob)).toMatchObject({ status: 'failed', failure: 'too-large' });
  await until(() => only(ann).status === 'declined');
});

test('the checksum is the one of the browser, however the octets come', async () => {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1_000, 70_000]) {
    const data = octets(size);
    const hash = new Sha256();
    for (let at = 0; at < size; at += 37) hash.update(data.subarray(at, at + 37));
    const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    expect(hash.digest()).toBe(Array.from(expected, octet => octet.toString(16).padStart(2, '0')).join(''));
  }
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\windows\\a.exe', 'a.exe'],
  ['.bashrc', 'bashrc'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['', 'file'],
  ['휴가 사진.png', '휴가 사진.png'],
])('%j is called %j', (name, safe) => expect(safeName(name)).toBe(safe));
