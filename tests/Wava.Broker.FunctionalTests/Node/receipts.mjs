// Every frame that asks for a receipt gets it, DISCONNECT too, and the WebSocket ends with 1000.
import { assert, client, connect, publish, receipted, run, subscribe, within, word } from './scenario.mjs';

await run(async () => {
  const one = await connect();
  const sent = await publish(one, `/topic/${word}`, 'nobody listens');
  assert.equal(sent.command, 'RECEIPT');
  const inbox = await subscribe(one, `/queue/${word}`, { ack: 'client-individual' });
  await publish(one, `/queue/${word}`, 'x');
  const message = await inbox.next();
  await receipted(one, receipt => message.ack(receipt));
  await receipted(one, receipt => inbox.subscription.unsubscribe(receipt));

  const colons = 'a:b\\d\ne';
  await within('a receipt with odd letters', new Promise(resolve => {
    one.watchForReceipt(colons, resolve);
    one.publish({ destination: `/topic/${word}`, body: '', headers: { receipt: colons } });
  }));

  const leaving = client();
  await within('connection', new Promise(resolve => { leaving.onConnect = resolve; leaving.activate(); }));
  const closed = new Promise(resolve => { leaving.onWebSocketClose = resolve; });
  const disconnected = new Promise(resolve => { leaving.onDisconnect = resolve; });
  leaving.deactivate();
  assert.equal((await within('receipt of DISCONNECT', disconnected)).command, 'RECEIPT');
  assert.equal((await within('close', closed)).code, 1000);
});
