import { expect, test } from 'vitest';
import { en } from '../../src/text/en';
import { openBrowser, Person } from './support/people';
import { withoutWebSockets } from './support/proxy';
import { createWorld } from './support/world';

const world = createWorld();
/** What browsers say of a server that is not there. */
const noServer = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket connection to|ERR_INCOMPLETE_CHUNKED_ENCODING/;

test('a call goes on while the server is killed and started again, and the chat misses nothing', async () => {
  const ann = await world.person('Ann', { expected: noServer });
  const bob = await world.person('Bob', { expected: noServer });
  const people = [ann, bob];
  const room = await ann.createRoom();
  for (const person of people) await person.join(room);
  for (const person of people) await person.sees(1);
  await ann.write('before');
  await bob.reads('before');
  const link = () => Promise.all(people.map(person => person.page.evaluate(() => connections.findIndex(one => one.connectionState === 'connected'))));
  const links = await link();

  await world.server.kill();
  for (const person of people) await person.page.locator('.banner', { hasText: en.connection.offline }).waitFor();
  await ann.write('while it was away');
  await bob.page.locator('.message.peer', { hasText: 'while it was away' }).waitFor();
  await bob.write('so it was');
  await ann.page.locator('.message.peer', { hasText: 'so it was' }).waitFor();
  for (const person of people) await person.sees(1);

  await world.server.start();
  for (const person of people) await person.page.locator('.banner').waitFor({ state: 'detached' });
  for (const person of people) await person.sees(1);
  await ann.write('and after');
  for (const person of people) {
    await person.page.waitForFunction(() => document.querySelectorAll('.message.stored').length === 4);
    const texts = await person.page.locator('.message.stored .message-text').allTextContents();
    expect(texts).toHaveLength(4);
    expect(texts[0]).toBe('before');
    expect(texts.slice(1, 3).sort()).toEqual(['so it was', 'while it was away']);
    expect(texts[3]).toBe('and after');
  }
  // The same links: nobody was thrown out of the call, nothing was negotiated anew.
  expect(await link()).toEqual(links);

  // Who comes now reads all of it.
  const cid = await world.person('Cid');
  await cid.join(room);
  await cid.sees(2);
  await cid.page.waitForFunction(() => document.querySelectorAll('.tile').length === 3);
  await cid.openPanel('chat');
  await cid.page.waitForFunction(() => document.querySelectorAll('.message.stored').length === 4);
  for (const person of [...people, cid]) person.isContent();
});

test('where WebSockets do not get through, SockJS carries it all', async () => {
  const proxy = await withoutWebSockets(world.server.address);
  try {
    const ann = await world.person('Ann');
    const room = await ann.createRoom();
    await ann.join(room);

    const bob = await world.visitor('Bob', { baseURL: proxy.address, expected: /WebSocket connection to/ });
    const scripts: string[] = [];
    bob.page.on('request', request => void (request.resourceType() === 'script' && scripts.push(request.url())));
    await bob.joinAsGuest(`/r/${room}`);
    await bob.page.locator('.toast', { hasText: en.connection.sockjs }).waitFor();
    for (const person of [ann, bob]) {
      await person.sees(1);
      await person.hears(1);
    }
    await bob.write('over SockJS');
    await ann.write('over a WebSocket');
    for (const person of [ann, bob]) await person.reads('over SockJS', 'over a WebSocket');
    expect(scripts.filter(address => address.includes('sockjs'))).toHaveLength(1);
    for (const person of [ann, bob]) person.isContent();
  } finally {
    proxy.close();
  }
});

test('a tab that stands still for a while is gone for the others, and back when it goes on', async () => {
  const ann = await world.person('Ann');
  const machine = await openBrowser();
  let tabs: readonly number[] = [];
  const signal = (name: NodeJS.Signals): void => tabs.forEach(pid => process.kill(pid, name));
  try {
    const bob = await (await Person.open(machine, world.server, 'Bob', { expected: noServer })).signUp();
    const room = await ann.createRoom();
    await ann.join(room);
    await bob.join(room);
    await ann.sees(1);
    await ann.write('before');
    await bob.reads('before');

    // Neither a word nor a heart-beat, and no goodbye: as a machine that has nothing left for this tab.
    const { processInfo } = await (await machine.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
    tabs = processInfo.filter(one => one.type === 'renderer').map(one => one.id);
    expect(tabs).not.toEqual([]);
    signal('SIGSTOP');
    await ann.page.waitForFunction(() => document.querySelectorAll('.tile').length === 1, null, { timeout: 120_000 });
    await ann.write('while you stood still');
    signal('SIGCONT');
    tabs = [];

    await bob.reads('before', 'while you stood still');
    for (const person of [ann, bob]) {
      await person.sees(1);
      await person.hears(1);
      person.isContent();
    }
  } finally {
    signal('SIGCONT');
    await machine.close();
  }
});
