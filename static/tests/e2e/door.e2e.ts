import { expect, test } from 'vitest';
import { en } from '../../src/text/en';
import type { Person } from './support/people';
import { createWorld } from './support/world';

const world = createWorld();

const heading = (person: Person, text: string) => person.page.getByRole('heading', { name: text }).waitFor();
const row = (person: Person, name: string) => person.page.locator('.person', { hasText: name });

async function act(by: Person, name: string, action: string): Promise<void> {
  await by.openPanel('people');
  await by.page.locator('.side').getByRole('button', { name: en.people.actions(name) }).click();
  await by.page.getByRole('menuitem', { name: action }).click();
}

test('who comes to a waiting room is let in, or is not', async () => {
  const ann = await world.person('Ann');
  const room = await ann.createRoom({ waitingRoom: true });
  await ann.join(room);
  const ask = async (name: string): Promise<Person> => {
    const person = await world.visitor(name);
    await person.page.goto(`/r/${room}`);
    await person.page.getByLabel(en.join.name).fill(name);
    await person.page.getByRole('button', { name: en.join.ask }).click();
    await heading(person, en.waiting.title);
    return person;
  };

  const bob = await ask('Bob');
  await ann.page.locator('.toast', { hasText: en.people.waits('Bob') }).getByRole('button', { name: en.people.admit }).click();
  await bob.inCall();
  for (const person of [ann, bob]) await person.sees(1);
  await ann.page.locator('.toast', { hasText: en.people.waits('Bob') }).waitFor({ state: 'detached' });

  const eve = await ask('Eve');
  await ann.openPanel('people');
  await ann.page.getByRole('button', { name: en.people.denyName('Eve') }).click();
  await heading(eve, en.ends.denied.title);
  for (const person of [ann, bob, eve]) person.isContent();
});

test('who is removed sees why and hears nothing more; who is banned cannot come back', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob', { expected: /status of 404/ });
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await ann.sees(1);

  await act(ann, 'Bob', en.people.kick);
  await ann.page.getByRole('alertdialog').getByRole('button', { name: en.people.kick }).click();
  await heading(bob, en.ends.kicked.title);
  await bob.page.waitForFunction(() => connections.every(one => one.connectionState === 'closed'));
  await row(ann, 'Bob').waitFor({ state: 'detached' });

  await bob.page.getByRole('button', { name: en.app.retry }).click();
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await bob.inCall();
  await ann.sees(1);

  await act(ann, 'Bob', en.people.ban);
  await ann.page.getByRole('alertdialog').getByRole('button', { name: en.people.ban }).click();
  await heading(bob, en.ends.banned.title);
  await bob.page.reload();
  await heading(bob, en.ends.none.title);

  await ann.page.locator('.people').getByRole('button', { name: en.people.bans }).click();
  await ann.page.getByRole('button', { name: en.people.unbanName('Bob') }).click();
  await ann.page.getByText(en.people.noBans).waitFor();
  await bob.page.reload();
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).waitFor();
  for (const person of [ann, bob]) person.isContent();
});

test('nobody new comes into a locked room, until it is unlocked', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob', { expected: /status of 409/ });
  const room = await ann.createRoom();
  await ann.join(room);
  await ann.openPanel('people');
  await ann.page.getByRole('button', { name: en.people.lock }).click();
  await ann.page.getByRole('button', { name: en.people.unlock }).waitFor();

  await bob.page.goto(`/r/${room}`);
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await heading(bob, en.ends.locked.title);

  await ann.page.getByRole('button', { name: en.people.unlock }).click();
  await ann.page.getByRole('button', { name: en.people.lock, exact: true }).waitFor();
  await bob.page.getByRole('button', { name: en.app.retry }).click();
  await bob.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await bob.inCall();
  for (const person of [ann, bob]) {
    await person.sees(1);
    person.isContent();
  }
});

test('a full call says so, lets one read and write along, and has a place again when somebody leaves', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const cid = await world.person('Cid');
  const room = await ann.createRoom({ maxParticipants: 2 });
  await ann.join(room);
  await bob.join(room);
  await ann.sees(1);

  await cid.page.goto(`/r/${room}`);
  await cid.page.getByRole('button', { name: en.join.join, exact: true }).click();
  await heading(cid, en.ends.full.title);
  await cid.page.getByRole('button', { name: en.ends.chatOnly }).click();
  await cid.write('I read along');
  for (const person of [ann, bob, cid]) await person.reads('I read along');

  await bob.page.getByRole('button', { name: en.room.leaveCall }).click();
  await heading(bob, en.ends.left.title);
  await cid.page.getByRole('button', { name: en.room.joinCall }).click();
  await cid.inCall();
  for (const person of [ann, cid]) await person.sees(1);
  for (const person of [ann, bob, cid]) person.isContent();
});

test('a password is asked for, and a wrong one is refused kindly', async () => {
  const ann = await world.person('Ann');
  const room = await ann.createRoom({ password: 'open sesame' });
  await ann.join(room);
  const bob = await world.person('Bob', { expected: /status of 403/ });
  await bob.page.goto(`/r/${room}`);
  const password = bob.page.getByLabel(en.join.password, { exact: true });
  const join = bob.page.getByRole('button', { name: en.join.join, exact: true });
  await password.fill('sesame street');
  await join.click();
  await bob.page.getByText(en.problem['wrong-password']).waitFor();
  expect(await password.getAttribute('aria-invalid')).toBe('true');
  await password.fill('open sesame');
  await join.click();
  await bob.inCall();
  for (const person of [ann, bob]) {
    await person.sees(1);
    person.isContent();
  }
});

test('a moderator mutes somebody, and can only ask them to speak', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await ann.sees(1);
  await act(ann, 'Bob', en.people.mute);
  await bob.page.locator('.toast', { hasText: en.people.muteRequested('Ann') }).waitFor();
  await bob.page.getByRole('button', { name: en.room.unmute }).waitFor();
  await row(ann, 'Bob').getByRole('img', { name: en.people.micOff }).waitFor();

  await act(ann, 'Bob', en.people.askUnmute);
  const question = bob.page.locator('.toast', { hasText: en.people.unmuteRequested('Ann') });
  await question.waitFor();
  await bob.page.getByRole('button', { name: en.room.unmute }).waitFor();
  await question.getByRole('button', { name: en.people.unmuteYes }).click();
  await bob.page.getByRole('button', { name: en.room.mute, exact: true }).waitFor();
  await row(ann, 'Bob').getByRole('img', { name: en.people.micOff }).waitFor({ state: 'detached' });
  for (const person of [ann, bob]) person.isContent();
});

test('hands are shown in the order in which they went up', async () => {
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  const room = await ann.createRoom();
  await ann.join(room);
  await bob.join(room);
  await ann.sees(1);
  await bob.page.getByRole('button', { name: en.room.handUp }).click();
  await ann.page.getByRole('img', { name: en.tile.hand(1) }).waitFor();
  await ann.page.getByRole('button', { name: en.room.handUp }).click();
  await bob.page.getByRole('img', { name: en.tile.hand(2) }).waitFor();
  await bob.page.getByRole('button', { name: en.room.handDown }).click();
  await bob.page.getByRole('img', { name: en.tile.hand(2) }).waitFor({ state: 'detached' });
  await ann.page.getByRole('img', { name: en.tile.hand(1) }).waitFor();
  for (const person of [ann, bob]) person.isContent();
});

test('links that lead nowhere say so', async () => {
  const ann = await world.visitor('Ann', { expected: /status of 40[14]/ });
  await ann.page.goto('/r/aaaaaaaaaaaaaaaaaaaaaa');
  await ann.page.getByText(en.join.membersOnlySignIn).waitFor();
  await ann.page.goto('/i#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
  await heading(ann, en.ends.invitation.title);
  await ann.page.goto('/nothing/here');
  await heading(ann, en.ends.none.title);
  const bob = await world.person('Bob', { expected: /status of 404/ });
  await bob.page.goto('/r/aaaaaaaaaaaaaaaaaaaaaa');
  await heading(bob, en.ends.none.title);
  for (const person of [ann, bob]) person.isContent();
});
