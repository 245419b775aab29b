// Heart-beats keep an idle connection, both ways; each side sends them as agreed on.
import { assert, connect, run, within } from './scenario.mjs';

await run(async () => {
  let beats = 0;
  let closed = false;
  const one = await connect({
    heartbeatIncoming: 300,
    heartbeatOutgoing: 300,
    debug: text => { if (text.includes('<<< PONG')) beats++; },
    onWebSocketClose: () => { closed = true; },
  });
  assert.equal(one.greeting.headers['heart-beat'], '400,400');
  await within('five heart-beats', new Promise(resolve => {
    const timer = setInterval(() => { if (beats >= 5) { clearInterval(timer); resolve(); } }, 20);
  }));
  // The client itself would have closed after 800 ms of silence.
  assert.equal(closed, false);
});
