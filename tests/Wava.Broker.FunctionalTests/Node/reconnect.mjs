// A client whose connection broke comes back by itself, subscribes again and goes on.
import { assert, client, publish, run, subscribe, within, word } from './scenario.mjs';

await run(async () => {
  const one = client({ reconnectDelay: 50 });
  for (let round = 0; round < 3; round++) {
    let inbox;
    await within(`connection ${round}`, new Promise((resolve, reject) => {
      one.onConnect = () => subscribe(one, `/topic/${word}`).then(made => { inbox = made; resolve(); }, reject);
      if (round === 0) one.activate();
    }));
    await publish(one, `/topic/${word}`, `round ${round}`);
    assert.equal((await inbox.next()).body, `round ${round}`);
    if (round < 2) one.webSocket.terminate();
  }
});
