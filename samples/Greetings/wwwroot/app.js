import { StompClient } from './stomp.js';

const [form, field, button, problem, state, greetings] =
  ['form', 'name', 'send', 'problem', 'state', 'greetings'].map(id => document.getElementById(id));
const client = new StompClient(`${location.origin.replace('http', 'ws')}/ws`);

client.subscribe('/topic/greetings', body => show(JSON.parse(body).content));
client.subscribe('/user/queue/errors', body => {
  const report = JSON.parse(body);
  refuse(report.errors?.name?.join(' ') || report.details || report.message);
});

client.addEventListener('connected', () => say('Connected', 'on'));
client.addEventListener('lost', () => say('Not connected. Trying again.', 'off'));
client.addEventListener('error', ({ detail }) => refuse(detail.message));
client.start();

form.addEventListener('submit', event => {
  event.preventDefault();
  if (!client.connected) return;
  refuse('');
  client.send('/app/hello', { name: field.value });
  field.focus();
  field.select();
});

function say(words, value) {
  state.textContent = words;
  state.dataset.is = value;
  button.disabled = value !== 'on';
}

function refuse(words) {
  problem.textContent = words;
  field.setAttribute('aria-invalid', words ? 'true' : 'false');
}

// The greeting is HTML text: a document that is never shown reads "&lt;" back as "<", and textContent shows that without obeying it.
function show(html) {
  const line = document.createElement('li');
  line.textContent = new DOMParser().parseFromString(html, 'text/html').body.textContent;
  greetings.prepend(line);
  while (greetings.children.length > 100) greetings.lastElementChild.remove();
}
