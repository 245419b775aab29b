// What SockJS costs a running sample broker, in its own memory and processor time (Linux; no packages needed):
//
//   DOTNET_gcServer=0 dotnet run -c Release --project samples/Broker -- --urls http://127.0.0.1:5080 --tcp 61613 --SockJs:HeartBeat 00:10:00
//   node bench/SockJs/load.mjs idle   --port 5080 --pid <its process> --clients 5000
//   node bench/SockJs/load.mjs fanout --port 5080 --tcp 61613 --pid <its process> --clients 500 --messages 4000
//
// (The server collector lets garbage lie until there is much of it, which would be taken for memory of the sessions.)
//
// idle: STOMP sessions that poll, subscribed, each with a poll that waits; the growth of the resident memory per session. With --sockets 1 bare
// WebSockets, to compare.
// fanout: one topic, one publisher over TCP, so many receivers over xhr-streaming and then over bare WebSockets; deliveries per second of the
// server's processor time. Rounds alternate, so that a busy machine disturbs both alike.
import fs from 'node:fs';
import net from 'node:net';
import crypto from 'node:crypto';

const [what, ...rest] = process.argv.slice(2);
const given = { port: 5080, tcp: 61613, clients: 500, messages: 4000, window: 50, size: 128, rounds: 3 };
for (let i = 0; i < rest.length; i += 2) given[rest[i].slice(2)] = Number(rest[i + 1]);
const { port, tcp, pid, clients, messages, window: inFlight, size, rounds } = given;
const ticks = 100;
const MARK = '^'.charCodeAt(0); // In no header, of STOMP or of a WebSocket frame of this size.
const cpu = () => { const f = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' '); return (Number(f[11]) + Number(f[12])) / ticks; };
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) * 1024;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const frame = (command, headers, body = '') => `${command}\n${Object.entries(headers).map(([k, v]) => `${k}:${v}\n`).join('')}\n${body}\0`;
const CONNECT = frame('CONNECT', { 'accept-version': '1.2', host: 'x', 'heart-beat': '0,0' });

// A socket that tells of everything it reads.
function open(at) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(at, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
    socket.heard = '';
    socket.seen = text => new Promise(done => {
      const look = data => {
        if (data) socket.heard += data.toString('latin1');
        if (!socket.heard.includes(text)) return;
        socket.off('data', look);
        socket.heard = '';
        done();
      };
      socket.on('data', look);
      look();
    });
  });
}

const post = (path, body = '') => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

// A text message of a client; the mask is all zeros.
function masked(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

async function streaming(topic) {
  const path = `/ws/0/${crypto.randomBytes(8).toString('hex')}`;
  const [stream, sender] = [await open(port), await open(port)];
  const say = async (text, answer) => { const heard = stream.seen(answer); sender.write(post(`${path}/xhr_send`, JSON.stringify([text]))); await heard; };
  const opened = stream.seen('\no\n');
  stream.write(post(`${path}/xhr_streaming`));
  await opened;
  await say(CONNECT, 'CONNECTED');
  await say(frame('SUBSCRIBE', { id: 's', destination: topic, receipt: 'r' }), 'RECEIPT');
  sender.destroy();
  // A full stream ends; the client asks for the next one, as a browser does.
  stream.again = text => { if (text.endsWith('\r\n0\r\n\r\n')) stream.write(post(`${path}/xhr_streaming`)); };
  return stream;
}

async function websocket(topic) {
  const socket = await open(port);
  const say = async (text, answer) => { const heard = socket.seen(answer); socket.write(text); await heard; };
  await say('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n', '\r\n\r\n');
  await say(masked(CONNECT), 'CONNECTED');
  await say(masked(frame('SUBSCRIBE', { id: 's', destination: topic, receipt: 'r' })), 'RECEIPT');
  return socket;
}

async function batches(count, make) {
  const made = [];
  while (made.length < count) made.push(...await Promise.all(Array.from({ length: Math.min(50, count - made.length) }, make)));
  return made;
}

async function fanout(name, make) {
  const topic = `/topic/load-${crypto.randomBytes(6).toString('hex')}`;
  const receivers = await batches(clients, () => make(topic));
  let count = 0;
  let reached = () => {};
  for (const each of receivers) {
    let tail = '';
    each.on('data', data => {
      // One octet stands for a message: anything longer may be cut by a chunk.
      for (let at = data.indexOf(MARK); at >= 0; at = data.indexOf(MARK, at + 1)) count++;
      if (each.again) {
        tail = (tail + data.toString('latin1', Math.max(0, data.length - 7))).slice(-7);
        each.again(tail);
      }

      reached();
    });
    each.on('close', () => { if (!each.ending) { console.error(`${name}: a receiver was lost`); process.exit(1); } });
  }

  const publisher = await open(tcp);
  const connected = publisher.seen('CONNECTED');
  publisher.write(CONNECT);
  await connected;
  const body = '^' + 'x'.repeat(size - 1);
  const [from, begun] = [cpu(), Date.now()];
  for (let sent = 0; sent < messages; sent += inFlight) {
    publisher.write(frame('SEND', { destination: topic, 'content-type': 'text/plain' }, body).repeat(inFlight));
    await new Promise(resolve => { reached = () => { if (count >= (sent + inFlight) * clients) resolve(); }; reached(); });
  }

  const [used, took] = [cpu() - from, (Date.now() - begun) / 1000];
  for (const each of [...receivers, publisher]) { each.ending = true; each.destroy(); }
  await sleep(1000);
  console.log(`${name}: ${count} deliveries, ${used.toFixed(2)} s of the server, ${Math.round(count / used)} a second of it (${Math.round(count / took)} a second by the clock)`);
  return count / used;
}

if (what === 'fanout') {
  const median = list => list.sort((a, b) => a - b)[list.length >> 1];
  const [sockjs, bare] = [[], []];
  for (let i = 0; i < rounds; i++) {
    sockjs.push(await fanout('xhr-streaming', streaming));
    bare.push(await fanout('websocket', websocket));
  }

  console.log(`medians: xhr-streaming ${Math.round(median(sockjs))}, websocket ${Math.round(median(bare))}, ratio ${(median(sockjs) / median(bare)).toFixed(2)}`);
  process.exit(0);
} else if (what === 'idle') {
  const poll = async () => {
    const path = `/ws/0/${crypto.randomBytes(8).toString('hex')}`;
    const [poller, sender] = [await open(port), await open(port)];
    const ask = answer => { const heard = poller.seen(answer); poller.write(post(`${path}/xhr`)); return heard; };
    const say = async text => { const heard = sender.seen('\r\n\r\n'); sender.write(post(`${path}/xhr_send`, JSON.stringify([text]))); await heard; };
    await ask('o\n');
    await say(CONNECT);
    await ask('CONNECTED');
    await say(frame('SUBSCRIBE', { id: 's', destination: '/topic/idle', receipt: 'r' }));
    await ask('RECEIPT');
    sender.destroy();
    poller.write(post(`${path}/xhr`));
    return poller;
  };
  const make = given.sockets ? () => websocket('/topic/idle') : poll;
  await batches(200, make);
  await sleep(3000);
  const before = memory();
  await batches(clients, make);
  for (let i = 0; i < 4; i++) {
    // The collector runs when there is something to do, and what the opening of the sessions left behind is not theirs.
    const socket = await open(port);
    for (let k = 0; k < 5000; k++) {
      const answered = socket.seen('"entropy"');
      socket.write('GET /ws/info HTTP/1.1\r\nHost: x\r\n\r\n');
      await answered;
    }

    socket.destroy();
    await sleep(3000);
    console.log(`${clients} idle ${given.sockets ? 'WebSockets' : 'polls'}: ${((memory() - before) / clients / 1024).toFixed(1)} KiB each`);
  }

  process.exit(0);
} else {
  console.error('usage: node load.mjs idle|fanout --port PORT --pid PID [...]');
  process.exit(2);
}
