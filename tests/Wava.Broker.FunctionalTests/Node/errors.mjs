// What a client does wrong it is told in words, with the receipt it asked for, before the connection ends.
import { assert, client, run, within } from './scenario.mjs';

async function failure(act, options) {
  const one = client(options);
  const error = new Promise(resolve => { one.onStompError = resolve; });
  const closed = new Promise(resolve => { one.onWebSocketClose = resolve; });
  one.onConnect = () => act(one);
  one.activate();
  return { error: await within('ERROR', error), code: (await within('close', closed)).code };
}

await run(async () => {
  const lost = await failure(one => one.publish({ destination: '/nowhere/x', body: 'x', headers: { receipt: 'r-1' } }));
  assert.match(lost.error.body, /outside all prefixes/);
  assert.equal(lost.error.headers['receipt-id'], 'r-1');
  assert.equal(lost.code, 1002);

  const twice = await failure(one => {
    one.subscribe('/topic/a', () => {}, { id: 'same' });
    one.subscribe('/topic/b', () => {}, { id: 'same' });
  });
  assert.match(twice.error.body, /live subscription with that id/);

  const unknown = await failure(one => one.ack('no-such', 'sub-0'));
  assert.match(unknown.error.body, /acknowledged/);
});
