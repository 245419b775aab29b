// Outlives the server: says what it is doing on its output, so that the test can stop and start the server meanwhile.
import { assert, client, publish, run, subscribe, within, word } from './scenario.mjs';

await run(async () => {
  const one = client({ reconnectDelay: 100 });
  const connected = () => within('connection', new Promise(resolve => { one.onConnect = resolve; }), 20000);
  const closed = new Promise(resolve => { one.onWebSocketClose = resolve; });
  const error = new Promise(resolve => { one.onStompError = resolve; });
  const first = connected();
  one.activate();
  await first;
  const again = connected();
  console.log('connected');

  assert.match((await within('ERROR', error, 20000)).headers.message, /Shutting down/);
  assert.equal((await within('close', closed)).code, 1001);
  console.log('closed');

  await again;
  const inbox = await subscribe(one, `/topic/${word}`);
  await publish(one, `/topic/${word}`, 'back');
  assert.equal((await inbox.next()).body, 'back');
});
