// A queue keeps messages until somebody comes, and gives each to one consumer only.
import { assert, connect, publish, run, subscribe, within, word } from './scenario.mjs';

await run(async () => {
  const destination = `/queue/${word}/jobs`;
  const publisher = await connect();
  for (let i = 0; i < 3; i++) await publish(publisher, destination, `early ${i}`);

  const a = await connect();
  const first = await subscribe(a, destination, { ack: 'client-individual', 'prefetch-count': '5' });
  for (let i = 0; i < 3; i++) {
    const message = await first.next();
    assert.equal(message.body, `early ${i}`);
    assert.ok(!('redelivered' in message.headers));
    message.ack();
  }

  const second = await subscribe(await connect(), destination, { ack: 'client-individual', 'prefetch-count': '5' });
  for (let i = 0; i < 10; i++) await publish(publisher, destination, `job ${i}`);
  const bodies = [];
  await within('ten jobs', (async () => {
    for (let i = 0; i < 5; i++) {
      bodies.push((await first.next()).body, (await second.next()).body);
    }
  })());
  assert.equal(new Set(bodies).size, 10);
});
