import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

const home = new URL('../../../../src/Wava.Web/', import.meta.url).pathname;

/** Everybody comes from one address here, and nobody wants to wait for half a second of hashing. */
const settings: Readonly<Record<string, string>> = {
  Accounts__PasswordIterations: '1000',
  SignInLimits__RegistrationsPerHour: '1000000',
  SignInLimits__GuestsPerMinute: '1000000',
  SignInLimits__GuestsPerRoomAndMinute: '1000000',
  SignInLimits__SignInsPerMinute: '1000000',
  SignInLimits__RefreshesPerMinute: '1000000',
};

/** The application as people run it: a process of its own, on a free port, with a folder of its own. */
export class Server {
  readonly address: string;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, folder: string, more: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#settings = { ...settings, ...more };
    this.address = `http://localhost:${port}`;
  }

  static async start(more: Readonly<Record<string, string>> = {}): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), 'wava-e2e-')), more);
    await server.start();
    return server;
  }

  /** What it has said so far, for those who look for the cause of a failure. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const child = spawn('dotnet', [inject('server')], {
      cwd: home,
      env: { ...process.env, ...this.#settings, ASPNETCORE_ENVIRONMENT: 'Production', ASPNETCORE_URLS: this.address, Storage__Folder: this.#folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (this.#output += text.toString()));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The server has ended with ${child.exitCode}:\n${this.#output}`);
      if (await answers(`${this.address}/health/ready`)) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  /** Without a farewell: as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(impatience);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
