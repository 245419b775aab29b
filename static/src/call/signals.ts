/** Which of a peer's streams is which. */
export interface StreamIds {
  readonly main: string;
  readonly screen: string;
}

/**
 * What peers say to each other through the server. `link` names the sender's RTCPeerConnection and `to` the receiver's, if known: after a reload or a
 * rebuild, what was meant for the old one is told from what is meant for the new. Other clients may leave both out.
 */
export type Signal =
  | { readonly kind: 'offer' | 'answer'; readonly sdp: string; readonly link: string | null; readonly to: string | null; readonly streams: StreamIds | null }
  | { readonly kind: 'candidate'; readonly candidates: readonly RTCIceCandidateInit[]; readonly link: string | null; readonly to: string | null }
  /** "We have a link already, I only have another id now": see `proofOf`. */
  | { readonly kind: 'resume'; readonly proofs: readonly string[]; readonly reply: boolean };

export function toData(signal: Signal): unknown {
  switch (signal.kind) {
    case 'candidate':
      return { candidates: signal.candidates, link: signal.link, to: signal.to };
    case 'resume':
      return { proofs: signal.proofs, reply: signal.reply };
    default:
      return { type: signal.kind, sdp: signal.sdp, link: signal.link, to: signal.to, streams: signal.streams };
  }
}

/** Others write signals, too: what is none is null. */
export function readSignal(kind: unknown, data: unknown): Signal | null {
  if (typeof data !== 'object' || data === null) return null;
  const said = data as Record<string, unknown>;
  const link = text(said['link']);
  const to = text(said['to']);
  switch (kind) {
    case 'offer':
    case 'answer':
      return typeof said['sdp'] === 'string' ? { kind, sdp: said['sdp'], link, to, streams: streamIds(said['streams']) } : null;
    case 'candidate': {
      const candidates = Array.isArray(said['candidates']) ? said['candidates'] : 'candidate' in said ? [said] : [];
      return { kind, candidates: candidates.filter(isCandidate), link, to };
    }
    case 'resume':
      return { kind, proofs: Array.isArray(said['proofs']) ? said['proofs'].filter(proof => typeof proof === 'string') : [], reply: said['reply'] === true };
    default:
      return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function streamIds(value: unknown): StreamIds | null {
  if (typeof value !== 'object' || value === null) return null;
  const { main, screen } = value as Record<string, unknown>;
  return typeof main === 'string' && typeof screen === 'string' ? { main, screen } : null;
}

function isCandidate(value: unknown): value is RTCIceCandidateInit {
  return typeof value === 'object' && value !== null && typeof (value as RTCIceCandidateInit).candidate === 'string';
}
