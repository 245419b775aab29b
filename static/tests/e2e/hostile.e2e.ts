import { expect, test } from 'vitest';
import { createWorld } from './support/world';

const world = createWorld({ Chat__MaxMessages: '100000', Rooms__ProbesPerMinute: '100000' });

const scripts = [
  '<script>hacked()</script>', '<img src=x onerror=hacked()>', '<svg onload=hacked()>', '<svg/onload=hacked()//', '"><script>hacked()</script>', "'><img src=x onerror=hacked()>",
  '<iframe src="javascript:parent.hacked()">', '<a href="javascript:hacked()">x</a>', 'javascript:hacked()', 'JaVaScRiPt:hacked()', 'java\tscript:hacked()', '<body onload=hacked()>',
  '<input autofocus onfocus=hacked()>', '<details open ontoggle=hacked()>', '<video><source onerror=hacked()>', '<math><mi xlink:href="javascript:hacked()">', '<style>@import "javascript:hacked()"</style>',
  '<object data="javascript:hacked()">', '<embed src="javascript:hacked()">', '<form action="javascript:hacked()"><button>', '<base href="javascript:hacked()//">', '<link rel=stylesheet href="data:,*{}">',
  '<meta http-equiv=refresh content="0;javascript:hacked()">', '<template><script>hacked()</script></template>', '<!--<img src=x onerror=hacked()>-->', '<![CDATA[<script>hacked()</script>]]>',
  '{{constructor.constructor("hacked()")()}}', '${hacked()}', '<%= hacked() %>', '#{hacked()}', '__proto__', 'constructor', '</textarea><script>hacked()</script>', '</title><script>hacked()</script>',
  'https://example.com/"onmouseover="hacked()', 'https://example.com/<script>hacked()</script>', "https://example.com/'onclick='hacked()", 'data:text/html,<script>hacked()</script>', 'vbscript:hacked()',
  'https://user:pass@example.com/', 'http://[::1', 'https://\u202eexample.com', '[x](javascript:hacked())', '![x](x "onerror=hacked()")', '&lt;script&gt;hacked()&lt;/script&gt;', '&#x3c;script&#x3e;hacked()', '\\u003cscript\\u003ehacked()',
  '%3Cscript%3Ehacked()%3C/script%3E', '<scr<script>ipt>hacked()</scr</script>ipt>', '<IMG """><SCRIPT>hacked()</SCRIPT>">',
];
const wraps: readonly ((text: string) => string)[] = [text => text, text => `a ${text} b`, text => `@Ann ${text}`, text => `\u202e${text}\n${text}\u0000`];
/** 200 of them. */
const texts = scripts.flatMap(text => wraps.map(wrap => wrap(text)));

test('200 hostile texts and names stay text: no script runs, no foreign element is made, no link leads elsewhere', async () => {
  expect(texts).toHaveLength(200);
  const ann = await world.person('Ann', { viewport: { width: 1000, height: 700 } });
  await ann.context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { hacked: () => seen.push('hacked'), seen });
    document.addEventListener('securitypolicyviolation', event => seen.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  ann.page.on('dialog', dialog => void ann.complaints.push(`A dialog: ${dialog.message()}`));
  const room = await ann.createRoom({ title: scripts[0], maxParticipants: 12 });

  // Names: of members, of somebody in the call, of somebody who waits. The server takes most of them.
  let named = 0;
  for (const text of texts) {
    const answer = await fetch(`${world.server.address}/api/session/guest`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: text.slice(0, 64), room }),
    });
    if (!answer.ok) continue;
    const { accessToken } = (await answer.json()) as { accessToken: string };
    const joined = await fetch(`${world.server.address}/api/rooms/${room}/join`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` }, body: '{}' });
    if (joined.ok) named++;
  }
  expect(named).toBeGreaterThan(150);

  await ann.join(room);
  const eve = await world.visitor('<img src=x onerror=hacked()>', { viewport: { width: 640, height: 480 } });
  await eve.joinAsGuest(`/r/${room}`);
  await ann.sees(1);

  await eve.openPanel('chat');
  const field = eve.page.locator('.composer textarea');
  for (const text of texts) {
    await field.fill(text);
    // Escape closes the list of people to mention; Enter would choose from it.
    if ((await eve.page.locator('.suggestions').count()) > 0) await field.press('Escape');
    await field.press('Enter');
  }
  await ann.openPanel('chat');
  await ann.page.waitForFunction(count => document.querySelectorAll('.message.stored').length === count, texts.length);
  for (const name of ['"><svg onload=hacked()>.png', '../../<img src=x onerror=hacked()>']) {
    await eve.page.locator('.composer input[type=file]').setInputFiles({ name: name.replaceAll('/', '\u2215'), mimeType: 'text/html', buffer: Buffer.from('<script>hacked()</script>') });
  }
  await ann.page.locator('.toast').first().waitFor();
  await ann.openPanel('files');
  await ann.page.locator('.transfer').nth(1).waitFor();
  await inspect();
  await ann.openPanel('people');
  await ann.page.waitForFunction(count => document.querySelectorAll('.person').length >= count, named);
  await inspect();
  await ann.openPanel('chat');
  await inspect();
  // What was typed is what is read, sign for sign, but for what the server takes out as invisible.
  const read = await ann.page.locator('.message.stored .message-text').allTextContents();
  expect(read.slice(0, 40 * wraps.length).filter(text => text.includes('<script>hacked()</script>')).length).toBeGreaterThan(10);
  for (const person of [ann, eve]) person.isContent();

  async function inspect(): Promise<void> {
    const found = await ann.page.evaluate(() => ({
      seen: (globalThis as unknown as { seen: string[] }).seen,
      foreign: [...document.querySelectorAll('body script:not([src^="/assets/"]), body img, body iframe, body object, body embed, body base, body math, body form[action], body template, body details[ontoggle], body source')].map(one => one.outerHTML.slice(0, 120)),
      handlers: [...document.querySelectorAll('body *')].filter(one => one.getAttributeNames().some(name => name.startsWith('on'))).length,
      links: [...document.querySelectorAll<HTMLAnchorElement>('.side a, .stage a')].filter(one => !['http:', 'https:', 'mailto:', 'blob:'].includes(one.protocol) || one.username !== '').map(one => one.href),
      unsafe: [...document.querySelectorAll<HTMLAnchorElement>('.messages a')].filter(one => !one.rel.includes('noopener') || one.target !== '_blank').length,
    }));
    expect(found).toEqual({ seen: [], foreign: [], handlers: 0, links: [], unsafe: 0 });
  }
});
