// What is not acknowledged comes again: client acknowledges all up to a message, client-individual just the one. With auto nothing does.
import { assert, connect, publish, run, subscribe, word } from './scenario.mjs';

async function leftAfter(mode, destination) {
  const publisher = await connect();
  for (const body of ['a', 'b', 'c']) await publish(publisher, destination, body);
  const consumer = await connect();
  const inbox = await subscribe(consumer, destination, { ack: mode });
  const [, second] = [await inbox.next(), await inbox.next(), await inbox.next()];
  if (mode !== 'auto') second.ack();
  await publish(consumer, `/topic/${word}/flush`, 'so that the ACK is through');
  await consumer.deactivate();

  const next = await subscribe(publisher, destination, { ack: 'client-individual' });
  await publish(publisher, destination, 'end');
  const left = [];
  for (let message = await next.next(); message.body !== 'end'; message = await next.next()) {
    assert.equal(message.headers.redelivered, 'true');
    left.push(message.body);
  }
  return left.join();
}

await run(async () => {
  assert.equal(await leftAfter('client', `/queue/${word}/client`), 'c');
  assert.equal(await leftAfter('client-individual', `/queue/${word}/individual`), 'a,c');
  assert.equal(await leftAfter('auto', `/queue/${word}/auto`), '');
});
