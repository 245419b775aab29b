// A subscriber can ask for the past, and one that comes back for what it missed.
import { assert, connect, publish, receipted, run, subscribe, word } from './scenario.mjs';

await run(async () => {
  const destination = `/topic/news/${word}`;
  const one = await connect();
  for (let i = 0; i < 5; i++) await publish(one, destination, `${i}`);
  const late = await subscribe(one, destination, { 'wava-replay': '2' });
  assert.equal((await late.next()).body, '3');
  const last = await late.next();
  assert.equal(last.body, '4');

  await receipted(one, receipt => late.subscription.unsubscribe(receipt));
  for (let i = 5; i < 8; i++) await publish(one, destination, `${i}`);
  const back = await subscribe(one, destination, { 'wava-since': last.headers['message-id'] });
  assert.equal(back.receipt.headers['wava-recovered'], 'true');
  for (let i = 5; i < 8; i++) assert.equal((await back.next()).body, `${i}`);
});
