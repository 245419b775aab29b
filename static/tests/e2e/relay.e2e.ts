import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { en } from '../../src/text/en';
import { hasCoturn, startCoturn } from './support/coturn';
import { openBrowser, Person } from './support/people';
import { Server } from './support/server';

test.skipIf(!hasCoturn).each([
  ['people who may not reach each other directly meet at a relay', true],
  ['a relay with another secret lets nobody through, and the page says that there is no way', false],
])('%s', async (_, right) => {
  const secret = randomBytes(32).toString('hex');
  const coturn = await startCoturn(secret);
  const server = await Server.start({ Ice__Servers__0: coturn.url, Ice__Secret: right ? secret : randomBytes(32).toString('hex'), Ice__Policy: 'Relay' });
  const browser = await openBrowser();
  try {
    const [ann, bob] = [await (await Person.open(browser, server, 'Ann')).signUp(), await (await Person.open(browser, server, 'Bob')).signUp()];
    const room = await ann.createRoom();
    await ann.join(room);
    await bob.join(room);
    if (right) {
      for (const person of [ann, bob]) {
        await person.sees(1);
        await person.hears(1);
      }
      expect(await ann.page.evaluate(async () => {
        const stats = (await connections[0]!.getStats()) as unknown as Map<string, Record<string, unknown>>;
        const pair = [...stats.values()].find(one => one['type'] === 'candidate-pair' && one['nominated'] === true)!;
        return [pair['localCandidateId'], pair['remoteCandidateId']].map(id => stats.get(String(id))?.['candidateType']);
      })).toEqual(['relay', 'relay']);
      await ann.page.goto('/test');
      await ann.page.getByRole('button', { name: en.test.run }).click();
      await ann.page.locator('.check.good', { hasText: en.test.checks.turn }).waitFor();
    } else {
      for (const person of [ann, bob]) await person.page.getByText(en.tile.failed).waitFor();
      // What is written goes through the server all the same.
      await ann.write('I cannot see you');
      await bob.reads('I cannot see you');
    }
  } finally {
    await browser.close();
    await server.stop();
    await coturn.stop();
  }
});
