import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './server';

export const hasCoturn = (process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, 'turnserver')));

/** A relay on the loopback interface that knows the secret. */
export async function startCoturn(secret: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'wava-coturn-'));
  const port = await freePort();
  const child = spawn('turnserver', [
    '-n', '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`, '--realm=wava.test', '--use-auth-secret', `--static-auth-secret=${secret}`, '--fingerprint', '--no-tls', '--no-dtls',
    '--no-cli', '--no-multicast-peers', '--allow-loopback-peers', `--userdb=${folder}/turn.db`, `--pidfile=${folder}/turn.pid`, '--log-file=stdout', '--simple-log',
  ], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!(await answers(port))) if (child.exitCode !== null) throw new Error(`coturn has ended with ${child.exitCode}.`);
  return {
    url: `turn:127.0.0.1:${port}?transport=udp`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks it what STUN servers are asked, and waits a little for an answer. */
function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket('udp4');
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => end(false), 500);
    socket.once('message', () => end(true));
    socket.send(Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]), port, '127.0.0.1');
  });
}
