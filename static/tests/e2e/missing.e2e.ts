import { expect, test } from 'vitest';
import { en } from '../../src/text/en';
import { openBrowser, Person } from './support/people';
import { createWorld } from './support/world';

const world = createWorld();

test.each([
  ['no camera and no microphone', { devices: false }, 'none'],
  ['a camera and a microphone that the browser may not use', { consent: false }, 'refused'],
] as const)('with %s one is told so, and comes in all the same', async (_, machine, failure) => {
  const browser = await openBrowser(machine);
  try {
    const ann = await world.person('Ann');
    const bob = await (await Person.open(browser, world.server, 'Bob', { permissions: [] })).signUp();
    const room = await ann.createRoom();
    await ann.join(room);
    await bob.page.goto(`/r/${room}`);
    for (const kind of ['camera', 'microphone'] as const) {
      const { title, todo } = en.media.failures[kind][failure];
      const note = bob.page.locator('.note', { hasText: title });
      await note.waitFor();
      expect(await note.innerText()).toContain(todo);
    }

    await bob.page.locator('.prejoin button[type=submit]').click();
    await bob.inCall();
    // Sees and hears, and is seen to be there.
    await bob.page.waitForFunction(async () => Object.values(await globalThis.decodedFrames()).some(frames => frames > 3), null, { polling: 250 });
    await bob.hears(1);
    await ann.page.locator('.tile', { hasText: 'Bob' }).waitFor();
    await bob.write('I only listen');
    await ann.reads('I only listen');
    for (const person of [ann, bob]) person.isContent();
  } finally {
    await browser.close();
  }
});

test('a device that is unplugged in the call is named, and the call goes on without it', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  for (const person of [ann, bob]) await person.join(room);
  for (const person of [ann, bob]) await person.sees(1);

  // What a browser does when the cable is pulled: the tracks end.
  await bob.page.evaluate(() => {
    for (const { track } of connections.flatMap(one => one.getSenders())) {
      if (track?.kind !== 'video') continue;
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await bob.page.locator('.toast', { hasText: /camera/i }).waitFor();
  await ann.hears(1);
  await bob.write('My camera is gone');
  await ann.reads('My camera is gone');
  for (const person of [ann, bob]) person.isContent();
});

test('a browser without WebRTC says so, and one can read and write along', async () => {
  const ann = await world.person('Ann');
  const room = await ann.createRoom();
  await ann.join(room);
  await ann.write('Can you read this?');
  const bob = await world.person('Bob');
  await bob.context.addInitScript(() => Object.assign(globalThis, { RTCPeerConnection: undefined }));
  await bob.page.goto(`/r/${room}`);
  const join = bob.page.locator('.prejoin button[type=submit]');
  const title = bob.page.getByRole('heading', { name: en.ends.noWebrtc.title });
  await join.or(title).first().waitFor();
  if (await join.isVisible()) await join.click();
  await title.waitFor();
  await bob.page.getByRole('button', { name: en.ends.chatOnly }).click();
  await bob.reads('Can you read this?');
  await bob.write('Yes');
  await ann.reads('Can you read this?', 'Yes');
  for (const person of [ann, bob]) person.isContent();
});

test('a network that lets neither WebSockets nor their replacement through is told from a server that is away', async () => {
  const ann = await world.person('Ann', { expected: /ERR_FAILED|WebSocket connection to/ });
  const room = await ann.createRoom();
  await ann.page.routeWebSocket(/\/ws/, socket => void socket.close());
  await ann.page.route(/\/ws\//, route => route.abort());
  await ann.page.goto(`/r/${room}`);
  await ann.page.locator('.prejoin button[type=submit]').click();
  await ann.page.getByRole('heading', { name: en.ends.blocked.title }).waitFor();

  await ann.page.unrouteAll();
  await ann.page.getByRole('link', { name: en.connection.why }).click();
  await ann.page.getByRole('heading', { name: en.test.title }).waitFor();
  ann.isContent();
});
