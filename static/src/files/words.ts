/** What two browsers say about a file, beside the file's octets. */
export type FileWord =
  | { readonly type: 'offer'; readonly id: string; readonly name: string; readonly size: number; readonly mediaType: string }
  /** Yes; or, after the link was broken: go on from there. */
  | { readonly type: 'accept'; readonly id: string; readonly offset: number }
  | { readonly type: 'decline' | 'cancel'; readonly id: string }
  /** All has been sent. */
  | { readonly type: 'sent'; readonly id: string; readonly sha256: string }
  /** All has arrived, and is what was sent; or is not. */
  | { readonly type: 'received'; readonly id: string; readonly ok: boolean };

const idPattern = /^[A-Za-z0-9_-]{8,64}$/;
export const largest = 64 * 2 ** 30;

/** The other browser may run anything: what does not look right is nothing. */
export function readWord(message: unknown): FileWord | null {
  if (typeof message !== 'object' || message === null) return null;
  const said = message as Record<string, unknown>;
  const { type, id } = said;
  if (typeof id !== 'string' || !idPattern.test(id)) return null;
  switch (type) {
    case 'offer': {
      const { name, size, mediaType } = said;
      if (typeof name !== 'string' || !isSize(size)) return null;
      return { type, id, name: safeName(name), size, mediaType: typeof mediaType === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream' };
    }
    case 'accept':
      return isSize(said['offset']) ? { type, id, offset: said['offset'] } : null;
    case 'decline':
    case 'cancel':
      return { type, id };
    case 'sent':
      return typeof said['sha256'] === 'string' ? { type, id, sha256: said['sha256'] } : null;
    case 'received':
      return { type, id, ok: said['ok'] === true };
    default:
      return null;
  }
}

/** A name that is one: no path, nothing that turns the letters around, not endless. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]/g, '').replace(/^\.+/, '').trim();
  return clean.length > 200 ? clean.slice(0, 100) + clean.slice(-100) : clean || 'file';
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= largest;
}
