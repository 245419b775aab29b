import { expect, test } from 'vitest';
import { createWorld } from './support/world';

const world = createWorld();

test.each([2, 3, 4])('%i people see, hear and read each other', async count => {
  const people = [];
  for (let i = 1; i <= count; i++) people.push(await world.person(`Person ${i}`));
  const room = await people[0]!.createRoom();
  for (const person of people) await person.join(room);
  for (const person of people) {
    await person.sees(count - 1);
    await person.hears(count - 1);
  }
  for (const person of people) await person.write(`Hello from ${person.name}`);
  const said = people.map(person => `Hello from ${person.name}`);
  for (const person of people) await person.reads(...said);
  // One link for each pair, and no second try.
  for (const person of people) {
    expect(await person.page.evaluate(() => connections.length)).toBe(count - 1);
    person.isContent();
  }
});
