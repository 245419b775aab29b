// What all scenarios share: clients of @stomp/stompjs over the ws package, and waiting with a limit. A scenario is a script that ends
// well when everything was as it should be; whatever it throws is printed and fails it. Its arguments: the endpoint, and a word of its own for destinations.
import { strict as assert } from 'node:assert';
import { Client } from '@stomp/stompjs';
import { WebSocket } from 'ws';

Object.assign(globalThis, { WebSocket });
export const [endpoint, word] = process.argv.slice(2);
export { assert };

const clients = [];
const trace = [];

export function client(options = {}) {
  const made = new Client({
    brokerURL: endpoint,
    reconnectDelay: 0,
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
    debug: text => trace.push(text.length > 300 ? `${text.slice(0, 300)}...` : text),
    onStompError: frame => trace.push(`unexpected ERROR: ${frame.headers.message} ${frame.body}`),
    ...options,
  });
  clients.push(made);
  return made;
}

export async function connect(options = {}) {
  const made = client(options);
  await within('CONNECTED', new Promise(resolve => {
    made.onConnect = resolve;
    made.activate();
  })).then(frame => (made.greeting = frame));
  return made;
}

export function within(what, promise, milliseconds = 10000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

let receipts = 0;

// Does something that takes a receipt header, and waits for the receipt.
export function receipted(of, act) {
  const receipt = `r-${++receipts}`;
  return within(`receipt ${receipt}`, new Promise(resolve => {
    of.watchForReceipt(receipt, resolve);
    act({ receipt });
  }));
}

// Subscribes, and gives the messages one by one: await inbox.next().
export async function subscribe(of, destination, headers = {}) {
  const waiting = [];
  const come = [];
  const inbox = {
    count: 0,
    next: (milliseconds) => come.length > 0
      ? Promise.resolve(come.shift())
      : within(`message from ${destination}`, new Promise(resolve => waiting.push(resolve)), milliseconds),
    pending: () => come.length,
  };
  inbox.receipt = await receipted(of, receipt => {
    inbox.subscription = of.subscribe(destination, message => {
      inbox.count++;
      waiting.length > 0 ? waiting.shift()(message) : come.push(message);
    }, { ...headers, ...receipt });
  });
  return inbox;
}

export const publish = (by, destination, body, headers = {}) =>
  receipted(by, receipt => by.publish({ destination, body, headers: { ...headers, ...receipt } }));

export async function run(scenario) {
  try {
    await scenario();
    await within('the end of all clients', Promise.all(clients.map(each => each.deactivate())));
    process.exit(0);
  } catch (error) {
    console.error(error.stack);
    console.error(trace.slice(-60).join('\n'));
    process.exit(1);
  }
}
