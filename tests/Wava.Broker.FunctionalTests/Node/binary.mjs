// Octets of any value arrive as they were sent, with a content-length, in headers that stay text.
import { assert, connect, run, subscribe, word } from './scenario.mjs';

await run(async () => {
  const one = await connect();
  const inbox = await subscribe(one, `/topic/${word}`);
  const octets = Uint8Array.from({ length: 1024 }, (_, i) => i & 255);
  one.publish({ destination: `/topic/${word}`, binaryBody: octets, headers: { 'content-type': 'application/octet-stream' } });
  const message = await inbox.next();
  assert.equal(message.headers['content-length'], '1024');
  assert.equal(message.headers['content-type'], 'application/octet-stream');
  assert.deepEqual(message.binaryBody, octets);
  assert.ok(message.isBinaryBody);

  for (const body of ['', 'a\0b', 'grüß 😀 \u0800', '{"a":[1,2]}\n']) {
    one.publish({ destination: `/topic/${word}`, body });
    assert.equal((await inbox.next()).body, body);
  }
});
