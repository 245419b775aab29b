import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { freePort } from './support/server';
import { createWorld } from './support/world';

/**
 * Every screen of dev/, also those that a call seldom shows, as it is built and under the policy that the server sends: no complaint in the console, none of
 * axe, nothing wider than the window. WAVA_SCREENS names a folder for pictures of them, WAVA_ONLY the screens to look at, separated by commas.
 */
const world = createWorld();
const root = new URL('../../', import.meta.url).pathname;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env['WAVA_SCREENS'];
const only = process.env['WAVA_ONLY']?.split(',');
const sizes = { desktop: [1280, 800], portrait: [390, 844], landscape: [844, 390], tablet: [820, 1180] } as const;
const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

let folder: string;
let files: HttpServer;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wava-screens-'));
  await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true, rolldownOptions: { input: `${root}dev/index.html` } } });
  const policy = (await fetch(world.server.address)).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'self'");
  const port = await freePort();
  files = createServer((request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '/index.html'));
    if (!path.startsWith(folder) || !existsSync(path)) return void response.writeHead(404).end();
    void readFile(path).then(content => response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': policy ?? '' }).end(content));
  });
  await new Promise<void>(resolve => files.listen(port, 'localhost', resolve));
  address = `http://localhost:${port}/dev/`;
  if (pictures) await mkdir(pictures, { recursive: true });
});

afterAll(async () => {
  files?.close();
  files?.closeAllConnections();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test.each([
  ['desktop', 'light', 'en'], ['desktop', 'dark', 'ko'], ['portrait', 'light', 'ko'], ['portrait', 'dark', 'en'], ['landscape', 'dark', 'en'], ['tablet', 'light', 'en'],
] as const)('every screen is fit to be seen: %s, %s, %s', async (size, theme, lang) => {
  const [width, height] = sizes[size];
  // Two at a time: a browser's tab keeps one processor busy.
  const viewers = await Promise.all(['One', 'Two'].map(name => world.visitor(name, { viewport: { width, height }, reducedMotion: 'reduce', hasTouch: size === 'portrait', small: false })));
  const { page } = viewers[0]!;
  await page.goto(address);
  await page.waitForSelector('body[data-ready]');
  const names = (await page.locator('a').allTextContents()).filter(name => !only || only.includes(name));
  expect(names).not.toEqual([]);
  const wrong = await Promise.all(viewers.map(async viewer => {
    const found: string[] = [];
    for (let name = names.shift(); name; name = names.shift()) {
      viewer.complaints.length = 0;
      const faults = await look(viewer.page, `${address}?screen=${name}&theme=${theme}&lang=${lang}`, `${name}-${size}-${theme}-${lang}`);
      found.push(...[...faults, ...viewer.complaints].map(text => `${name}: ${text}`));
    }
    return found;
  }));
  expect(wrong.flat()).toEqual([]);
}, 900_000);

/** What is wrong with a screen. */
async function look(page: Page, screen: string, picture: string): Promise<string[]> {
  await page.goto(screen);
  await page.waitForSelector('body[data-ready]');
  if (pictures) await page.screenshot({ path: join(pictures, `${picture}.png`) });
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(where: Document, options: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll('.bar .control, .top > *, .room-head > *')].filter(one => {
      const { left, right, top, width } = one.getBoundingClientRect();
      return width > 0 && (left < 0 || top < 0 || right > innerWidth + 0.5);
    });
    return [...cut.map(one => `cut off: ${one.outerHTML.slice(0, 120)}`), ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`), ...(wide > 0 ? [`wider than the window by ${wide}`] : [])];
  });
}
