import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { openBrowser, Person, type PersonOptions } from './people';
import { Server } from './server';

/** A server and a browser for the tests of a file, and the people that a test brings in, who leave when it ends. */
export interface World {
  readonly server: Server;
  readonly browser: Browser;
  /** Somebody who is not signed in. */
  visitor(name: string, options?: PersonOptions): Promise<Person>;
  /** Somebody with an account. */
  person(name: string, options?: PersonOptions): Promise<Person>;
}

export function createWorld(settings: Readonly<Record<string, string>> = {}): World {
  const world = { server: null, browser: null } as unknown as { server: Server; browser: Browser };
  const here: Person[] = [];

  beforeAll(async () => {
    [world.server, world.browser] = await Promise.all([Server.start(settings), openBrowser()]);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') for (const person of here) console.log(await person.describe());
    await Promise.allSettled(here.splice(0).map(person => person.close()));
  });
  afterAll(async () => {
    await world.browser?.close();
    await world.server?.stop();
  });

  const visitor = async (name: string, options?: PersonOptions): Promise<Person> => {
    const person = await Person.open(world.browser, world.server, name, options);
    here.push(person);
    return person;
  };
  return Object.defineProperties({ visitor, person: async (name: string, options?: PersonOptions) => (await visitor(name, options)).signUp() }, {
    server: { get: () => world.server },
    browser: { get: () => world.browser },
  }) as World;
}
