import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { en } from '../../src/text/en';
import { createWorld } from './support/world';

const world = createWorld();

test('from registering to leaving: somebody with an account, somebody else by link, a guest by invitation', async () => {
  const ann = await world.visitor('Ann Anderson');
  await ann.page.goto('/');
  await ann.page.getByRole('button', { name: en.start.noAccount }).click();
  await ann.page.getByLabel(en.start.userName, { exact: true }).fill('ann');
  await ann.page.getByLabel(en.start.displayName, { exact: true }).fill('Ann Anderson');
  await ann.page.getByLabel(en.start.password, { exact: true }).fill('three words together');
  await ann.page.getByRole('button', { name: en.start.register }).click();
  await ann.page.getByText(en.start.noRooms).waitFor();
  await ann.page.getByRole('button', { name: en.start.newRoom }).click();
  await ann.page.getByLabel(en.start.roomTitle).fill('Tea at four');
  await ann.page.getByRole('button', { name: en.start.create }).click();

  // Who makes a room is in it at once, without a preview.
  await ann.inCall();
  await ann.page.getByText(en.room.alone).waitFor();
  const link = ann.page.url();
  await ann.write('The first word');

  await ann.page.getByRole('button', { name: en.room.invite }).first().click();
  await ann.page.getByRole('button', { name: en.invite.make }).click();
  const invitation = await ann.page.locator('.fresh input').inputValue();
  await ann.page.keyboard.press('Escape');

  const bob = await world.person('Bob Brown');
  await bob.page.goto(link);
  await bob.page.getByRole('heading', { name: en.join.title('Tea at four') }).waitFor();
  await bob.page.locator('.mirror video').waitFor();
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await bob.inCall();

  const eve = await world.visitor('Eve the guest');
  await eve.page.goto(invitation);
  await eve.page.getByText(en.join.invitedTo).waitFor();
  await eve.page.getByLabel(en.join.name).fill('Eve the guest');
  await eve.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await eve.inCall();

  for (const person of [ann, bob, eve]) {
    await person.sees(2);
    await person.hears(2);
  }

  // The chat has a history for those who came later.
  await bob.write('The second word');
  for (const person of [ann, bob, eve]) await person.reads('The first word', 'The second word');

  await eve.page.getByRole('button', { name: en.room.leaveCall }).click();
  await eve.page.getByRole('heading', { name: en.ends.left.title }).waitFor();
  for (const person of [ann, bob]) await person.sees(1);
  await eve.page.getByRole('button', { name: en.ends.rejoin }).click();
  for (const person of [ann, bob, eve]) await person.sees(2);

  for (const person of [ann, bob, eve]) person.isContent();
});

test('a screen is shared beside the camera, looked at, and taken back', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await bob.sees(1);

  await ann.page.getByRole('button', { name: en.room.screenStart }).click();
  const screen = bob.page.getByRole('article', { name: en.tile.screenOf('Ann') });
  await screen.waitFor();
  await bob.page.locator('.large .tile.screen').waitFor();
  await bob.page.waitForFunction(() => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>('.stage .tile video')];
    return videos.length === 3 && videos.every(video => video.videoWidth > 0);
  });
  // A screen is shown as it is, and larger than the camera's picture.
  expect(await screen.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(600);

  // Somebody who comes now sees it, too.
  const cid = await world.person('Cid');
  await cid.join(room);
  await cid.page.getByRole('article', { name: en.tile.screenOf('Ann') }).waitFor();
  await cid.page.waitForFunction(() => document.querySelector<HTMLVideoElement>('.large .tile.screen video')?.videoWidth ?? 0 > 0);

  await ann.page.getByRole('button', { name: en.room.screenStop }).click();
  await screen.waitFor({ state: 'detached' });
  for (const person of [ann, bob, cid]) {
    await person.sees(2);
    person.isContent();
  }
});

test('a file arrives as it was sent, from browser to browser', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await bob.sees(1);
  const octets = randomBytes(5_000_000);
  const checksum = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

  await ann.openPanel('files');
  await ann.page.locator('.files input[type=file]').setInputFiles({ name: 'holidays.bin', mimeType: 'application/octet-stream', buffer: octets });
  const notice = bob.page.locator('.toast', { hasText: en.files.offers('Ann', 'holidays.bin') });
  await notice.getByRole('button', { name: en.files.accept }).click();
  const save = bob.page.getByRole('link', { name: en.files.saveName('holidays.bin') });
  await save.waitFor();
  const [download] = await Promise.all([bob.page.waitForEvent('download'), save.click()]);
  expect(download.suggestedFilename()).toBe('holidays.bin');
  expect(checksum(await readFile(await download.path()))).toBe(checksum(octets));
  await ann.page.locator('.transfer .good').waitFor();

  await ann.page.locator('.files input[type=file]').setInputFiles({ name: 'no.txt', mimeType: 'text/plain', buffer: Buffer.from('no') });
  await bob.page.locator('.toast', { hasText: 'no.txt' }).getByRole('button', { name: en.files.decline }).click();
  await ann.page.getByText(en.files.status.declined).waitFor();
  for (const person of [ann, bob]) person.isContent();
});

test('who loads the page again is back in the call, as the same one', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await ann.sees(1);
  await ann.write('before');
  await bob.reads('before');
  const peer = await ann.page.locator('.tile[data-peer]').first().getAttribute('data-peer');

  await bob.page.reload();
  await bob.inCall();
  await bob.sees(1);
  await ann.sees(1);
  expect(await ann.page.locator('.tile[data-peer]').first().getAttribute('data-peer')).toBe(peer);
  await bob.reads('before');
  await bob.write('after');
  await ann.reads('before', 'after');

  // Who has left is asked again.
  await bob.page.getByRole('button', { name: en.room.leaveCall }).click();
  await bob.page.getByRole('heading', { name: en.ends.left.title }).waitFor();
  await bob.page.reload();
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).waitFor();
  for (const person of [ann, bob]) person.isContent();
});

test('what was said, changed and taken back stays so for those who come later', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  for (const text of ['one', 'two', 'three']) await ann.write(text);
  await bob.reads('one', 'two', 'three');

  const of = (person: typeof ann, text: string) => person.page.locator('.message', { has: person.page.locator('.message-text').getByText(text, { exact: true }) });
  await of(bob, 'one').hover();
  await of(bob, 'one').getByRole('button', { name: en.chat.react }).click();
  await bob.page.getByRole('button', { name: en.chat.reactWith('👍') }).click();
  await of(ann, 'one').getByRole('button', { name: en.chat.reactions('👍', 1, false) }).waitFor();

  await of(bob, 'two').hover();
  await of(bob, 'two').getByRole('button', { name: en.chat.replyTo('Ann') }).click();
  await bob.write('an answer');
  await of(ann, 'an answer').locator('.original').waitFor();

  const act = async (text: string, action: string): Promise<void> => {
    await of(ann, text).hover();
    await of(ann, text).getByRole('button', { name: en.chat.actions('Ann') }).click();
    await ann.page.getByRole('menuitem', { name: action }).click();
  };
  await act('two', en.chat.edit);
  await ann.page.locator('.composer textarea').fill('two and a half');
  await ann.page.locator('.composer textarea').press('Enter');
  await of(bob, 'two and a half').getByText(en.chat.edited).waitFor();
  await act('three', en.chat.remove);
  await ann.page.getByRole('alertdialog').getByRole('button', { name: en.chat.remove }).click();
  await bob.page.getByText(en.chat.deleted, { exact: true }).waitFor();

  const cid = await world.person('Cid');
  await cid.join(room);
  await cid.reads('one', 'two and a half', 'an answer');
  await cid.page.getByText(en.chat.deleted, { exact: true }).waitFor();
  await of(cid, 'one').getByRole('button', { name: en.chat.reactions('👍', 1, false) }).waitFor();
  for (const person of [ann, bob, cid]) person.isContent();
});

