// Thousands of messages without a pause arrive complete and in order, at every subscriber.
import { assert, connect, run, subscribe, within, word } from './scenario.mjs';

await run(async () => {
  const count = 5000;
  const destination = `/topic/${word}`;
  const subscribers = await Promise.all([1, 2, 3].map(async () => subscribe(await connect(), destination)));
  const by = await connect();
  for (let i = 0; i < count; i++) by.publish({ destination, body: `${i}` });
  for (const inbox of subscribers) {
    await within('all messages', (async () => {
      for (let i = 0; i < count; i++) assert.equal((await inbox.next()).body, `${i}`);
    })(), 20000);
  }
});
