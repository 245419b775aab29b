// Everybody who is subscribed gets each message, once, the publisher too; nobody gets any after UNSUBSCRIBE.
import { assert, connect, publish, receipted, run, subscribe, word } from './scenario.mjs';

await run(async () => {
  const [a, b] = [await connect(), await connect()];
  const destination = `/topic/${word}/one`;
  const [ofA, ofB, wide] = [await subscribe(a, destination), await subscribe(b, destination), await subscribe(b, `/topic/${word}/**`)];
  await publish(a, destination, 'one', { 'content-type': 'text/plain', mood: 'good' });
  for (const inbox of [ofA, ofB, wide]) {
    const message = await inbox.next();
    assert.equal(message.body, 'one');
    assert.equal(message.headers.destination, destination);
    assert.equal(message.headers['content-type'], 'text/plain');
    assert.equal(message.headers.mood, 'good');
    assert.equal(message.headers.subscription, inbox.subscription.id);
    assert.ok(message.headers['message-id']);
    assert.ok(!('receipt' in message.headers));
  }

  await receipted(b, receipt => ofB.subscription.unsubscribe(receipt));
  await publish(a, destination, 'two');
  assert.equal((await ofA.next()).body, 'two');
  assert.equal((await wide.next()).body, 'two');
  assert.equal(ofB.count, 1);
  assert.equal(ofA.count, 2);
});
