// stompjs over sockjs-client, on one transport: messages of all kinds in order, heart-beats both ways, errors with the reason of the close, and connecting again.
import SockJS from 'sockjs-client';
import { assert, client, connect, endpoint, publish, receipted, run, subscribe, within, word } from './scenario.mjs';

const transport = process.argv[4];
const bodies = ['plain', '', '100% of %41 and %zz', 'quotes " \' and \\ and \u0001', 'lines\r\n\t\u2028\u2029', '你好 \u{1f600}\u{1f468}‍\u{1f469} \uffff', '</script><!--', 'L'.repeat(200_000)];
let socket;
const overSockJs = {
  brokerURL: undefined,
  webSocketFactory: () => (socket = new SockJS(endpoint, null, { transports: [transport], timeout: 10000 })),
};

await run(async () => {
  const made = await connect({ ...overSockJs, heartbeatIncoming: 1500, heartbeatOutgoing: 1500 });
  assert.equal(socket.transport, transport);
  const inbox = await subscribe(made, `/topic/${word}`);
  for (let round = 0; round < 5; round++) {
    for (const body of bodies) made.publish({ destination: `/topic/${word}`, body });
    for (const body of bodies) assert.equal((await inbox.next()).body, body);
  }

  // Both sides beat every 1.5 s: whoever promised and kept silent would be gone after this. (Faster ones, a busy machine cannot keep up.)
  await new Promise(resolve => setTimeout(resolve, 7000));
  assert.ok(made.connected);
  await publish(made, `/topic/${word}`, 'still here');
  assert.equal((await inbox.next()).body, 'still here');
  await receipted(made, receipt => made.publish({ destination: `/queue/${word}`, body: 'kept', headers: receipt }));

  // An error comes before the close, and the close says why.
  const refused = await connect(overSockJs);
  const error = new Promise(resolve => (refused.onStompError = resolve));
  const closed = new Promise(resolve => (refused.onWebSocketClose = resolve));
  refused.publish({ destination: '/nobody/knows', body: '' });
  assert.equal((await within('ERROR', error)).headers.message, 'Bad destination');
  assert.equal((await within('the close', closed)).code, 1002);

  // After a cut the client comes back by itself.
  const again = client({ ...overSockJs, reconnectDelay: 100 });
  let connects = 0;
  await within('two connections', new Promise(resolve => {
    again.onConnect = () => (++connects === 1 ? socket.close() : resolve());
    again.activate();
  }));
  const kept = await subscribe(again, `/queue/${word}`);
  assert.equal((await kept.next()).body, 'kept');
});
