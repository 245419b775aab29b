/** A message's text as pieces: what may be followed is told apart from what may only be read. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly me: boolean };

const address = /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"'`\u0000-\u001f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/giu;
const allowed = new Set(['http:', 'https:', 'mailto:']);

export function piecesOf(text: string, names: readonly string[], me: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutTail(match[0]);
    const href = safeHref(found);
    if (!href) continue;
    pieces.push(...mentionsOf(text.slice(from, match.index), names, me));
    pieces.push({ kind: 'link', text: found, href });
    from = match.index + found.length;
  }
  pieces.push(...mentionsOf(text.slice(from), names, me));
  return pieces;
}

/** An address that may be followed, or null: only the web and mail, and no names and passwords in front of a host. */
export function safeHref(text: string): string | null {
  try {
    const url = new URL(/^www\./i.test(text) ? `https://${text}` : text);
    if (!allowed.has(url.protocol) || url.username || url.password) return null;
    return url.href;
  } catch {
    return null;
  }
}

/** Signs that end a sentence do not belong to the address before them, nor does a bracket that was opened outside of it. */
function withoutTail(text: string): string {
  let end = text.length;
  for (;;) {
    const last = text[end - 1] ?? '';
    if ('.,:;!?…。、\'"'.includes(last) && last) end--;
    else if (last === ')' && count(text.slice(0, end), ')') > count(text.slice(0, end), '(')) end--;
    else return text.slice(0, end);
  }
}

const count = (text: string, sign: string) => text.split(sign).length - 1;

function mentionsOf(text: string, names: readonly string[], me: string): Piece[] {
  if (!text) return [];
  const known = names.filter((name) => name.trim()).sort((a, b) => b.length - a.length);
  const pieces: Piece[] = [];
  let plain = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < plain || /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) continue;
    const rest = text.slice(at + 1);
    const name = known.find((one) => rest.toLowerCase().startsWith(one.toLowerCase()));
    if (!name) continue;
    if (at > plain) pieces.push({ kind: 'text', text: text.slice(plain, at) });
    plain = at + 1 + name.length;
    pieces.push({ kind: 'mention', text: text.slice(at, plain), me: name.toLowerCase() === me.toLowerCase() });
  }
  if (plain < text.length) pieces.push({ kind: 'text', text: text.slice(plain) });
  return pieces;
}

/** What is being typed after an @, up to the caret; null when no name is being typed. */
export function mentionAt(text: string, caret: number): { readonly from: number; readonly typed: string } | null {
  const match = /(?:^|[\s(])@([^\s@]{0,32}(?: [^\s@]{0,32})?)$/u.exec(text.slice(0, caret));
  if (!match) return null;
  const typed = match[1] ?? '';
  return { from: caret - typed.length - 1, typed };
}

export function suggestionsFor(typed: string, names: readonly string[]): readonly string[] {
  const wanted = typed.toLocaleLowerCase();
  return [...new Set(names)].filter((name) => name.toLocaleLowerCase().split(/\s+/).some((part) => part.startsWith(wanted)) || name.toLocaleLowerCase().startsWith(wanted)).slice(0, 6);
}
