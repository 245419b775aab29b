import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly server: string;
  }
}

const project = new URL('../../../../src/Wava.Web/', import.meta.url).pathname;

/** Builds the server with the client, unless WAVA_SERVER names one that is built already. */
export default async function build(vitest: TestProject): Promise<void> {
  let server = process.env['WAVA_SERVER'];
  if (!server) {
    await promisify(execFile)('dotnet', ['build', project, '-v', 'q', '--nologo'], { maxBuffer: 2 ** 24 }).catch((thrown: { stdout?: string }) => {
      throw new Error(`dotnet build has failed:\n${thrown.stdout ?? String(thrown)}`);
    });
    server = `${project}bin/Debug/net10.0/Wava.Web.dll`;
  }
  vitest.provide('server', server);
}
