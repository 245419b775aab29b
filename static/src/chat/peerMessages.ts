/** What chats say to each other while the server is away. */
export type PeerChat =
  | { readonly type: 'message'; readonly clientId: string; readonly text: string; readonly replyTo: number | null; readonly createdAt: string }
  | { readonly type: 'typing'; readonly typing: boolean };

const longest = 16_000;

/** The other browser may run anything: what does not look right is no message. */
export function readPeerChat(message: unknown): PeerChat | null {
  if (typeof message !== 'object' || message === null) return null;
  const said = message as Record<string, unknown>;
  if (said['type'] === 'typing') return { type: 'typing', typing: said['typing'] === true };
  const { type, clientId, text, replyTo, createdAt } = said;
  if (type !== 'message' || typeof clientId !== 'string' || typeof text !== 'string' || typeof createdAt !== 'string') return null;
  if (clientId === '' || clientId.length > 64 || text.trim() === '' || text.length > longest || Number.isNaN(Date.parse(createdAt))) return null;
  return { type, clientId, text, replyTo: Number.isSafeInteger(replyTo) ? (replyTo as number) : null, createdAt: new Date(createdAt).toISOString() };
}
