// Header values of every kind come through as they went in. Left out is what stompjs itself cannot do: escapes in STOMP 1.1 and in names,
// blanks at the ends (it trims), and a backslash before c, n or r (it unescapes step by step: an escaped backslash and a c become a backslash and a colon).
import { assert, connect, run, subscribe, word } from './scenario.mjs';

await run(async () => {
  const headers = { colon: 'a:b', back: 'c\\d', line: 'e\nf', return: 'g\rh', all: '\\:\\:\\', 'grün': 'größe 😀', empty: '', blanks: 'two  blanks' };
  const one = await connect();
  const destination = `/topic/${word}/a:b`;
  const inbox = await subscribe(one, destination);
  one.publish({ destination, body: 'x', headers });
  const message = await inbox.next();
  assert.equal(message.headers.destination, destination);
  for (const [name, value] of Object.entries(headers)) assert.equal(message.headers[name], value, name);
});
