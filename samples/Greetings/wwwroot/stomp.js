// A STOMP 1.2 client of one page, for the browser's own WebSocket. It connects, connects again after a loss, and subscribes anew each time.
// An application of some size is better off with @stomp/stompjs; this one is here to be read, and so that the sample needs no build.

const SILENCE = 25_000;   // the server shows a sign of life every 10 s; after so many milliseconds without one, it is gone
const PAUSES = [1, 2, 5, 10, 30];   // seconds until the next attempt
const ESCAPES = { '\\': '\\\\', '\r': '\\r', '\n': '\\n', ':': '\\c' };
const MEANINGS = { '\\': '\\', r: '\r', n: '\n', c: ':' };

export class StompClient extends EventTarget {
  connected = false;
  #url; #socket; #timer; #failures = 0; #subscriptions = new Map();

  constructor(url) {
    super();
    this.#url = url;
  }

  // Events: "connected"; "lost" with detail.seconds, the time until the next attempt; "error" with detail.message, the server's words.
  start() {
    const socket = this.#socket = new WebSocket(this.#url, 'v12.stomp');
    socket.onopen = () => this.#write('CONNECT', { 'accept-version': '1.2', host: location.hostname, 'heart-beat': '0,10000' });
    socket.onmessage = ({ data }) => { if (socket === this.#socket) this.#read(`${data}`); };
    socket.onclose = () => this.#lose(socket);
    this.#watch();
  }

  // The callback gets the body and the headers of each message. Call it once: the subscription survives a loss of the connection.
  subscribe(destination, callback) {
    const id = `${this.#subscriptions.size}`;
    this.#subscriptions.set(id, { destination, callback });
    if (this.connected) this.#write('SUBSCRIBE', { id, destination });
  }

  send(destination, object) {
    this.#write('SEND', { destination, 'content-type': 'application/json' }, JSON.stringify(object));
  }

  #write(command, headers, body = '') {
    const escape = text => command === 'CONNECT' ? text : text.replace(/[\\\r\n:]/g, c => ESCAPES[c]);
    const lines = Object.entries(headers).map(([name, value]) => `${escape(name)}:${escape(value)}\n`);
    this.#socket.send(`${command}\n${lines.join('')}\n${body}\0`);
  }

  // The broker puts one frame into each WebSocket message; a line end on its own is a sign of life.
  #read(text) {
    this.#watch();
    const end = text.indexOf('\n\n');
    if (end < 0) return;
    const [command, ...lines] = text.slice(0, end).split('\n');
    const unescape = text => text.replace(/\\([rnc\\])/g, (_, c) => MEANINGS[c]);
    const headers = new Map();
    for (const line of lines) {
      const [name, value] = line.split(/:(.*)/s).map(unescape);
      if (!headers.has(name)) headers.set(name, value);   // of repeated headers the first one counts
    }
    const body = text.slice(end + 2, text.lastIndexOf('\0'));
    if (command === 'MESSAGE') this.#subscriptions.get(headers.get('subscription'))?.callback(body, headers);
    if (command === 'ERROR') this.#tell('error', { message: body || headers.get('message') });
    if (command !== 'CONNECTED') return;
    this.connected = true;
    this.#failures = 0;
    for (const [id, { destination }] of this.#subscriptions) this.#write('SUBSCRIBE', { id, destination });
    this.#tell('connected');
  }

  #watch() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#timer = setTimeout(() => { socket.close(); this.#lose(socket); }, SILENCE);
  }

  #lose(socket) {
    if (socket !== this.#socket) return;   // already given up
    this.#socket = undefined;
    this.connected = false;
    const seconds = PAUSES[Math.min(this.#failures++, PAUSES.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), seconds * (500 + Math.random() * 500));   // not all pages at once
    this.#tell('lost', { seconds });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
