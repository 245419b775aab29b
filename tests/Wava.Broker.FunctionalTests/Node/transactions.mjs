// What is sent in a transaction is seen after COMMIT, all of it in order, and never after ABORT. An ACK in one counts with it.
import { assert, connect, publish, receipted, run, subscribe, word } from './scenario.mjs';

await run(async () => {
  const one = await connect();
  const [destination, queue] = [`/topic/${word}/tx`, `/queue/${word}/tx`];
  const inbox = await subscribe(one, destination);

  const kept = one.begin();
  await publish(one, destination, 'one', { transaction: kept.id });
  await publish(one, destination, 'two', { transaction: kept.id });
  await publish(one, destination, 'outside');
  assert.equal((await inbox.next()).body, 'outside');
  kept.commit();
  assert.equal((await inbox.next()).body, 'one');
  const two = await inbox.next();
  assert.equal(two.body, 'two');
  assert.ok(!('transaction' in two.headers));

  const dropped = one.begin('mine');
  await publish(one, destination, 'never', { transaction: 'mine' });
  dropped.abort();
  await publish(one, destination, 'after');
  assert.equal((await inbox.next()).body, 'after');

  const jobs = await subscribe(one, queue, { ack: 'client-individual' });
  await publish(one, queue, 'job');
  const job = await jobs.next();
  const undone = one.begin();
  job.ack({ transaction: undone.id });
  undone.abort();
  const done = one.begin();
  job.ack({ transaction: done.id });
  done.commit();
  await receipted(one, receipt => jobs.subscription.unsubscribe(receipt));
  const rest = await subscribe(one, queue, { ack: 'client' });
  await publish(one, queue, 'last');
  assert.equal((await rest.next()).body, 'last');
});
