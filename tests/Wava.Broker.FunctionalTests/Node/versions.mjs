// Each version of STOMP can be had, and the WebSocket's sub-protocol says the same.
import { assert, connect, publish, run, subscribe, word } from './scenario.mjs';
import { Versions } from '@stomp/stompjs';

await run(async () => {
  for (const version of ['1.0', '1.1', '1.2']) {
    const one = await connect({ stompVersions: new Versions([version]) });
    assert.equal(one.connectedVersion, version);
    assert.equal(one.webSocket.protocol, `v${version.replace('.', '')}.stomp`);
    const inbox = await subscribe(one, `/topic/${word}/${version}`, { ack: 'client' });
    await publish(one, `/topic/${word}/${version}`, 'hello');
    const message = await inbox.next();
    assert.equal(message.body, 'hello');
    message.ack();
    await publish(one, `/topic/${word}/${version}`, 'still here');
    assert.equal((await inbox.next()).body, 'still here');
  }

  const all = await connect();
  assert.equal(all.connectedVersion, '1.2');
  assert.equal(all.webSocket.protocol, 'v12.stomp');
  assert.match(all.greeting.headers.server, /^Wava\//);
  assert.ok(all.greeting.headers.session);
});
