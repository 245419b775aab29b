// NACK brings a message back, marked; NACK with requeue:false makes it a dead letter.
import { assert, connect, publish, run, subscribe, word } from './scenario.mjs';

await run(async () => {
  const destination = `/queue/${word}/work`;
  const one = await connect();
  const dead = await subscribe(one, '/queue/dead-letters', { ack: 'client-individual' });
  const inbox = await subscribe(one, destination, { ack: 'client-individual' });
  await publish(one, destination, 'job', { colour: 'red' });

  const first = await inbox.next();
  first.nack();
  const again = await inbox.next();
  assert.equal(again.body, 'job');
  assert.equal(again.headers.redelivered, 'true');
  assert.equal(again.headers.colour, 'red');
  assert.notEqual(again.headers.ack, first.headers.ack);

  again.nack({ requeue: 'false' });
  const buried = await dead.next();
  assert.equal(buried.body, 'job');
  assert.equal(buried.headers.colour, 'red');
  assert.equal(inbox.count, 2);
});
