import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { en } from '../../src/text/en';
import { ko } from '../../src/text/ko';
import type { Person } from './support/people';
import { createWorld } from './support/world';

const world = createWorld();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What somebody with other eyes or hands would stumble over. */
async function stumbles(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(where: Document): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
  });
}

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Whether a screen of that name is fit to be seen. */
async function isFit(person: Person, screen: string): Promise<void> {
  expect(await stumbles(person.page), screen).toEqual([]);
  expect(await overflow(person.page), `${screen} is wider than the window by`).toBeLessThanOrEqual(0);
}

test.each([
  ['a desk', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['a phone, at night', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }],
] as const)('every screen on the way is fit for everybody, on %s', async (_, look) => {
  const ann = await world.person('Ann', look);
  const bob = await world.visitor('Bob with a name that is much longer than most names are, really', look);
  await bob.page.goto('/');
  await bob.page.getByRole('heading', { name: en.start.title }).waitFor();
  await isFit(bob, 'start');
  await ann.page.goto('/');
  await ann.page.getByText(en.start.noRooms).waitFor();
  await isFit(ann, 'home, empty');
  const room = await ann.createRoom({ title: 'A room with a title that is long enough to be cut off on every screen that there is, and more' });
  await ann.page.reload();
  await ann.page.locator('.room-item').waitFor();
  await isFit(ann, 'home');
  await ann.join(room);
  await isFit(ann, 'alone');
  await bob.page.goto(`/r/${room}`);
  await bob.page.locator('.mirror video').waitFor();
  await isFit(bob, 'preview');
  await bob.page.getByLabel(en.join.name).fill(bob.name);
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await bob.inCall();
  for (const person of [ann, bob]) await person.sees(1);
  await isFit(ann, 'call');
  await ann.write('https://example.com/a/very/long/address/that/does/not/break/anywhere/unless/somebody/takes/care/of/it/in/the/style/sheet and '.repeat(3));
  await ann.write('wordwithoutspaces'.repeat(30));
  await bob.openPanel('chat');
  await bob.page.locator('.message.stored').nth(1).waitFor();
  await isFit(bob, 'chat');
  for (const panel of ['people', 'files'] as const) {
    await ann.page.keyboard.press('Escape');
    if (look.viewport.width > 500) await ann.openPanel(panel);
    else {
      await ann.page.getByRole('button', { name: en.room.moreActions }).click();
      await ann.page.getByRole('menuitem', { name: en.room[panel] }).click();
      await ann.page.locator('.side').waitFor();
    }
    await isFit(ann, panel);
  }
  await ann.page.keyboard.press('Escape');
  await ann.page.locator('.side').waitFor({ state: 'detached' });

  // Nothing that one needs in a call is cut off.
  const outside = await ann.page.evaluate(() => [...document.querySelectorAll('.bar .control')].filter(one => {
    const { left, right, top, bottom, width } = one.getBoundingClientRect();
    return width > 0 && (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight);
  }).length);
  expect(outside).toBe(0);
  await bob.page.keyboard.press('Escape');
  await bob.page.getByRole('button', { name: en.room.leaveCall }).click();
  await bob.page.getByRole('heading', { name: en.ends.left.title }).waitFor();
  await isFit(bob, 'the end');
  await bob.page.goto('/test');
  await bob.page.getByRole('heading', { name: en.test.title }).waitFor();
  await isFit(bob, 'connection test');
  for (const person of [ann, bob]) person.isContent();
});

test('the connection test finds out what works', async () => {
  const ann = await world.person('Ann');
  await ann.createRoom();
  await ann.page.goto('/test');
  await ann.page.getByRole('button', { name: en.test.run }).click();
  await ann.page.getByRole('button', { name: en.test.again }).waitFor();
  for (const check of ['browser', 'microphone', 'camera', 'server', 'websocket', 'sockjs'] as const) {
    await ann.page.locator('.check.good', { hasText: en.test.checks[check] }).first().waitFor();
  }
  await ann.page.getByRole('button', { name: en.test.copy }).click();
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toContain(en.test.checks.websocket);
  ann.isContent();
});

/** All texts of a dictionary. */
function* flat(texts: object): Generator<string> {
  for (const value of Object.values(texts) as unknown[]) {
    if (typeof value === 'string') yield value;
    else if (typeof value === 'object' && value !== null) yield* flat(value);
  }
}

test('somebody whose browser speaks Korean reads Korean everywhere, and may change it', async () => {
  const korean = new Set(flat(ko));
  const english = new Set([...flat(en)].filter(text => text.length > 1 && !korean.has(text)));
  const ann = await world.person('안나', { lang: 'ko' });
  const isKorean = async (screen: string): Promise<void> => {
    const said = await ann.page.evaluate(() => {
      const all: string[] = [document.title.replace(/ · Wava$/, '')];
      for (const element of document.body.querySelectorAll('*')) {
        if (element.closest('noscript')) continue;
        for (const name of ['aria-label', 'title', 'placeholder']) all.push(element.getAttribute(name) ?? '');
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) all.push(node.textContent ?? '');
      }
      return all.map(text => text.trim());
    });
    expect(await ann.page.locator('html').getAttribute('lang')).toBe('ko');
    expect(said.filter(text => english.has(text) && text !== 'English'), screen).toEqual([]);
  };
  await ann.page.goto('/');
  await ann.page.getByText(ko.start.noRooms).waitFor();
  await isKorean('home');
  const room = await ann.createRoom({ title: '월요 회의' });
  await ann.page.goto(`/r/${room}`);
  await ann.page.getByRole('button', { name: ko.join.join, exact: true }).waitFor();
  await isKorean('preview');
  await ann.join(room);
  for (const panel of ['chat', 'people', 'files'] as const) {
    await ann.openPanel(panel);
    await isKorean(panel);
  }
  await ann.page.getByRole('button', { name: ko.room.moreActions }).click();
  await ann.page.getByRole('menuitem', { name: ko.room.settings }).click();
  await ann.page.getByRole('dialog').waitFor();
  await isKorean('settings');
  await ann.page.keyboard.press('Escape');
  await ann.write('안녕하세요');
  await ann.reads('안녕하세요');
  await ann.page.getByRole('button', { name: ko.room.leaveCall }).click();
  await ann.page.getByRole('heading', { name: ko.ends.left.title }).waitFor();
  await isKorean('the end');
  await ann.page.getByLabel(ko.app.language).selectOption('en');
  await ann.page.getByRole('heading', { name: en.ends.left.title }).waitFor();
  await ann.page.reload();
  await ann.page.getByRole('button', { name: en.join.join, exact: true }).waitFor();
  ann.isContent();
});

test('everything can be done with the keyboard alone', async () => {
  const ann = await world.visitor('Ann', { expected: /status of 409/ });
  const { keyboard } = ann.page;
  const focused = () => ann.page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    const label = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ? (element.labels?.[0]?.textContent ?? '') : '';
    return (element?.getAttribute('aria-label') ?? (label || (element?.textContent ?? ''))).trim();
  });
  /** With the Tab key to what has that name, and it shows that it has the focus. */
  async function tabTo(name: string, key = 'Tab'): Promise<void> {
    for (let presses = 0; presses < 80; presses++) {
      await keyboard.press(key);
      if ((await focused()) !== name) continue;
      const visible = await ann.page.evaluate(() => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement!);
        return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
      });
      expect(visible, `the focus on "${name}" can be seen`).toBe(true);
      return;
    }
    throw new Error(`"${name}" was not reached; the focus is on "${await focused()}".`);
  }
  const menu = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 20; presses++) {
      if ((await focused()) === name) return void (await keyboard.press('Enter'));
      await keyboard.press('ArrowDown');
    }
    throw new Error(`"${name}" is not in the menu.`);
  };

  await ann.page.goto('/');
  await ann.page.getByRole('heading', { name: en.start.title }).waitFor();
  await keyboard.press('Tab');
  expect(await focused()).toBe(en.app.skip);
  await tabTo(en.start.noAccount);
  await keyboard.press('Enter');
  await tabTo(en.start.userName, 'Shift+Tab');
  await keyboard.type('keyboard.ann');
  await tabTo(en.start.displayName);
  await keyboard.type('Ann');
  await tabTo(en.start.password);
  await keyboard.type('three words together');
  await keyboard.press('Enter');
  await ann.page.getByText(en.start.noRooms).waitFor();
  await tabTo(en.start.newRoom);
  await keyboard.press('Enter');
  await keyboard.type('Keys only');
  await keyboard.press('Enter');
  await ann.inCall();

  const bob = await world.person('Bob');
  await bob.join(new URL(ann.page.url()).pathname.split('/').at(-1)!);
  await ann.sees(1);

  // Letters are shortcuts as long as nobody types.
  await ann.page.getByRole('button', { name: en.room.mute, exact: true }).waitFor();
  await keyboard.press('m');
  await ann.page.getByRole('button', { name: en.room.unmute }).waitFor();
  await keyboard.press('h');
  await bob.page.getByRole('img', { name: en.tile.hand(1) }).waitFor();
  await keyboard.press('c');
  await ann.page.locator('.side textarea:focus').waitFor();
  await keyboard.type('hm: all keys are letters here');
  await keyboard.press('Enter');
  await bob.reads('hm: all keys are letters here');
  await ann.page.getByRole('button', { name: en.room.unmute }).waitFor();

  // Up from the empty field to the message, from there to its actions, and back again.
  await keyboard.press('ArrowUp');
  await ann.page.locator('.message:focus').waitFor();
  await tabTo(en.chat.actions('Ann'));
  await keyboard.press('Enter');
  await ann.page.getByRole('menu').waitFor();
  await menu(en.chat.edit);
  await ann.page.locator('.composer textarea:focus').waitFor();
  await keyboard.type(', too');
  await keyboard.press('Enter');
  await bob.page.getByText('hm: all keys are letters here, too', { exact: true }).waitFor();
  await keyboard.press('Escape');
  await ann.page.locator('.side').waitFor({ state: 'detached' });
  expect(await focused()).toContain(en.room.chat);

  await keyboard.press('p');
  await ann.page.locator('.side').waitFor();
  await tabTo(en.people.actions('Bob'));
  await keyboard.press('Enter');
  await ann.page.getByRole('menu').waitFor();
  await menu(en.people.kick);
  const question = ann.page.getByRole('alertdialog');
  await question.waitFor();
  await tabTo(en.people.kick);
  await keyboard.press('Enter');
  await bob.page.getByRole('heading', { name: en.ends.kicked.title }).waitFor();
  await question.waitFor({ state: 'detached' });
  await keyboard.press('Escape');
  await keyboard.press('?');
  await ann.page.getByRole('dialog').waitFor();
  await keyboard.press('Escape');
  await ann.page.getByRole('dialog').waitFor({ state: 'detached' });
  await tabTo(en.room.leaveCall);
  await keyboard.press('Enter');
  await ann.page.getByRole('heading', { name: en.ends.left.title }).waitFor();
  for (const person of [ann, bob]) person.isContent();
});

test('push to talk is heard while Space is held', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  await ann.context.addInitScript(() => localStorage.setItem('wava.kept', JSON.stringify({ pushToTalk: true })));
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await ann.sees(1);
  const muted = bob.page.getByRole('article', { name: en.tile.tile('Ann') }).getByRole('img', { name: en.tile.muted });
  await muted.waitFor();
  await ann.page.keyboard.down('Space');
  await muted.waitFor({ state: 'detached' });
  await ann.page.keyboard.up('Space');
  await muted.waitFor();
  for (const person of [ann, bob]) person.isContent();
});

test('what happens is said to those who listen to the page', async () => {
  const ann = await world.person('Ann');
  const room = await ann.createRoom();
  await ann.join(room);
  const heard = (text: string) => ann.page.locator('[aria-live] p', { hasText: text }).waitFor({ state: 'attached' });
  const bob = await world.person('Bob');
  await bob.join(room);
  await heard(en.announce.joined('Bob'));
  await bob.page.getByRole('button', { name: en.room.handUp }).click();
  await heard(en.announce.handUp('Bob'));
  await bob.write('hello');
  await heard(en.chat.announce('Bob', 'hello'));
  await bob.page.getByRole('button', { name: en.room.leaveCall }).click();
  await heard(en.announce.left('Bob'));
  for (const person of [ann, bob]) person.isContent();
});

test('the first page is small, and loads nothing of the room', async () => {
  const ann = await world.visitor('Ann');
  let size = 0;
  const files: string[] = [];
  const counted: Promise<void>[] = [];
  ann.page.on('response', response => {
    if (response.request().resourceType() === 'fetch') return;
    counted.push(response.body().then(body => {
      size += gzipSync(body).length;
      files.push(new URL(response.url()).pathname);
    }));
  });
  await ann.page.goto('/', { waitUntil: 'networkidle' });
  await ann.page.getByRole('heading', { name: en.start.title }).waitFor();
  await Promise.all(counted);
  expect(size, files.join(' ')).toBeLessThan(120_000);
  expect(files.filter(file => /RoomPage|engine|sockjs|TestPage|ko-/.test(file))).toEqual([]);
  ann.isContent();
});
