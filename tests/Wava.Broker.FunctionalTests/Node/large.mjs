// A body of 1 MiB goes both ways, as text and as octets, whole and cut into small WebSocket messages; one octet more is refused by name.
import { assert, client, connect, run, subscribe, within, word } from './scenario.mjs';

await run(async () => {
  const size = 1024 * 1024;
  const text = '0123456789abcdef'.repeat(size / 16);
  const octets = Uint8Array.from({ length: size }, (_, i) => (i * 31) & 255);
  const inbox = await subscribe(await connect(), `/topic/${word}`);
  for (const options of [{}, { splitLargeFrames: true }, { forceBinaryWSFrames: true, splitLargeFrames: true, maxWebSocketChunkSize: 3000 }]) {
    const by = await connect(options);
    by.publish({ destination: `/topic/${word}`, body: text });
    assert.ok((await inbox.next()).body === text, `text with ${JSON.stringify(options)}`);
    by.publish({ destination: `/topic/${word}`, binaryBody: octets });
    assert.ok(Buffer.compare((await inbox.next()).binaryBody, octets) === 0, `octets with ${JSON.stringify(options)}`);
  }

  const greedy = client();
  const error = new Promise(resolve => { greedy.onStompError = resolve; });
  const closed = new Promise(resolve => { greedy.onWebSocketClose = resolve; });
  greedy.onConnect = () => greedy.publish({ destination: `/topic/${word}`, body: text + '!' });
  greedy.activate();
  assert.match((await within('ERROR', error)).body, /MaxBodySize/);
  assert.equal((await within('close', closed)).code, 1009);
});
