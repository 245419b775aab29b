import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Server } from './server';

const executablePath = process.env['WAVA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync) ?? 'chromium';

/** As long as a condition may take on a slow machine that does other things. */
export const patience = 60_000;

export interface PersonOptions extends BrowserContextOptions {
  /** English, unless it is said otherwise. */
  readonly lang?: 'en' | 'ko';
  /** A camera of 160 x 90 and sound as it is, so that four people fit on two slow processors. */
  readonly small?: boolean;
  /** Faults that belong to what is tested: a server that was killed, an answer that says no. */
  readonly expected?: RegExp;
}

/** A browser with a camera and a microphone that show and sound like something, and with the consent to use them: unless one of both is missing. */
export function openBrowser({ devices = true, consent = true } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // With it, no sound ever reaches a loudspeaker, and energies are zero.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      '--no-sandbox', '--disable-quic', '--disable-gpu', '--auto-select-desktop-capture-source=Entire screen', '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required', ...(devices ? ['--use-fake-device-for-media-stream'] : []), ...(consent ? ['--use-fake-ui-for-media-stream'] : []),
    ],
  });
}

/** Somebody with a browser of their own: cookies, storage, camera. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly server: Server;
  /** What the console complained of, and scripts that have failed. */
  readonly complaints: string[] = [];
  readonly #expected: RegExp | null;

  private constructor(name: string, server: Server, context: BrowserContext, page: Page, expected: RegExp | null) {
    this.name = name;
    this.server = server;
    this.context = context;
    this.page = page;
    this.#expected = expected;
    this.watch(page);
  }

  static async open(browser: Browser, server: Server, name: string, options: PersonOptions = {}): Promise<Person> {
    const { lang = 'en', small = true, expected, ...rest } = options;
    const context = await browser.newContext({
      baseURL: server.address, locale: lang === 'ko' ? 'ko-KR' : 'en-US', permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'], viewport: { width: 960, height: 600 },
      acceptDownloads: true, ...rest,
    });
    context.setDefaultTimeout(patience);
    await context.addInitScript(remember);
    if (small) await context.addInitScript(smallCamera);
    return new Person(name, server, context, await context.newPage(), expected ?? null);
  }

  watch(page: Page): void {
    const complain = (text: string): void => {
      if (!this.#expected?.test(text)) this.complaints.push(text);
    };
    page.on('pageerror', error => complain(`${error.name}: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complain(`${message.text()} (${message.location().url})`);
    });
  }

  /** Makes an account without filling in a form. The page is signed in when it is loaded next. */
  async signUp(): Promise<this> {
    const userName = `u${Math.random().toString(36).slice(2, 14)}`;
    const answer = await this.context.request.post('/api/accounts', { data: { userName, password: 'three words together', displayName: this.name } });
    expect(answer.status()).toBe(201);
    await this.context.addInitScript(() => localStorage.setItem('wava.signed-in', 'yes'));
    return this;
  }

  /** What the server answers to this person, as JSON. */
  async api<T>(method: string, path: string, data?: unknown): Promise<T> {
    const refreshed = await this.context.request.post('/api/session/refresh');
    const { accessToken } = (await refreshed.json()) as { accessToken: string };
    const answer = await this.context.request.fetch(path, { method, headers: { Authorization: `Bearer ${accessToken}` }, ...(data === undefined ? {} : { data }) });
    expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true);
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async createRoom(room: Record<string, unknown> = {}): Promise<string> {
    return (await this.api<{ id: string }>('POST', '/api/rooms', { title: 'Monday meeting', ...room })).id;
  }

  async invite(room: string): Promise<string> {
    return (await this.api<{ token: string }>('POST', `/api/rooms/${room}/invitations`, {})).token;
  }

  /** Through the preview into the call. */
  async join(room: string): Promise<this> {
    await this.page.goto(`/r/${room}`);
    await this.page.locator('.prejoin button[type=submit]').click();
    await this.inCall();
    return this;
  }

  async inCall(): Promise<void> {
    await this.page.locator('.stage .tile').first().waitFor();
  }

  async joinAsGuest(path: string): Promise<this> {
    await this.page.goto(path);
    await this.page.locator('.prejoin input[autocomplete=name]').fill(this.name);
    await this.page.locator('.prejoin button[type=submit]').click();
    await this.inCall();
    return this;
  }

  async openPanel(panel: 'chat' | 'people' | 'files'): Promise<void> {
    const button = this.page.locator(`[data-panel=${panel}]`);
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
    await this.page.locator('.side').waitFor();
  }

  async write(text: string): Promise<void> {
    await this.openPanel('chat');
    await this.page.locator('.composer textarea').fill(text);
    await this.page.locator('.composer textarea').press('Enter');
  }

  /** Every one of these messages, once, stored, in this order. */
  async reads(...texts: string[]): Promise<void> {
    await this.openPanel('chat');
    await this.page.waitForFunction(
      wanted => {
        const found = [...document.querySelectorAll('.message.stored .message-text')].map(one => one.textContent ?? '').filter(text => wanted.includes(text));
        return JSON.stringify(found) === JSON.stringify(wanted);
      },
      texts,
      { timeout: patience },
    );
  }

  /** Sees that many others: each link decodes more and more pictures, and each tile shows one. */
  async sees(others: number): Promise<void> {
    const page = this.page;
    await page.waitForFunction(count => document.querySelectorAll('.stage .tile[data-peer]').length === count + 1, others, { timeout: patience });
    const before = await this.decoded();
    await page.waitForFunction(
      async ([count, old]) => {
        const now = await globalThis.decodedFrames();
        const links = Object.values(now);
        const growing = Object.entries(now).filter(([link, frames]) => frames > (old[link] ?? 0) + 3);
        const videos = [...document.querySelectorAll<HTMLVideoElement>('.stage .tile video')];
        return links.length === count && growing.length === count && videos.length === count + 1 && videos.every(video => video.videoWidth > 0 && !video.paused);
      },
      [others, before] as const,
      { timeout: patience, polling: 250 },
    );
  }

  /** Hears that many others: sound with energy arrives on each link. */
  async hears(others: number): Promise<void> {
    await this.page.waitForFunction(async count => Object.values(await globalThis.soundEnergy()).filter(energy => energy > 0).length === count, others, { timeout: patience, polling: 250 });
  }

  /** Decoded pictures of each living link. */
  decoded(): Promise<Record<string, number>> {
    return this.page.evaluate(() => globalThis.decodedFrames());
  }

  /** That nothing has failed in the page. */
  isContent(): void {
    expect(this.complaints, `${this.name}'s console`).toEqual([]);
  }

  /** What somebody would want to know who looks for the cause of a failure. */
  async describe(): Promise<string> {
    const text = await this.page.locator('body').innerText({ timeout: 5_000 }).catch(() => '(no answer)');
    if (process.env['WAVA_PICTURES']) await this.page.screenshot({ path: `${process.env['WAVA_PICTURES']}/${this.name}.png`, timeout: 10_000 }).catch(() => undefined);
    return `${this.name} at ${this.page.url()}\n${this.complaints.join('\n')}\n${text.replaceAll(/\n+/g, ' | ')}`;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

declare global {
  var connections: RTCPeerConnection[];
  function decodedFrames(): Promise<Record<string, number>>;
  function soundEnergy(): Promise<Record<string, number>>;
}

/** Runs in the page before its own scripts: keeps every connection, to ask it later what it has received. */
function remember(): void {
  const Real = globalThis.RTCPeerConnection;
  if (!Real) return;
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends Real {
    constructor(config?: RTCConfiguration) {
      super(config);
      globalThis.connections.push(this);
    }
  };
  const sum = async (kind: string, field: string): Promise<Record<string, number>> => {
    const sums: Record<string, number> = {};
    for (const [place, connection] of globalThis.connections.entries()) {
      if (connection.connectionState === 'closed') continue;
      let value = 0;
      for (const [, entry] of (await connection.getStats()) as unknown as Map<string, Record<string, unknown>>) {
        if (entry['type'] === 'inbound-rtp' && entry['kind'] === kind) value += Number(entry[field] ?? 0);
      }
      sums[place] = value;
    }
    return sums;
  };
  globalThis.decodedFrames = () => sum('video', 'framesDecoded');
  globalThis.soundEnergy = () => sum('audio', 'totalAudioEnergy');
}

function smallCamera(): void {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = constraints => {
    const { video, audio } = constraints ?? {};
    return real({
      video: typeof video === 'object' ? { ...video, width: 160, height: 90, frameRate: 5 } : (video ?? false),
      audio: typeof audio === 'object' ? { ...audio, echoCancellation: false, noiseSuppression: false, autoGainControl: false } : (audio ?? false),
    });
  };
}
