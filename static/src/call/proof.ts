/**
 * Shows that the peer `from` holds one end of a link, to `to`, who holds the other. The fingerprints of a link's two certificates are known to its ends
 * alone (and to the server); hashed together with both new ids they tell nobody else anything, and are of no use between other two.
 * `own` and `other` are the fingerprints as `from` sees them.
 */
export async function proofOf(own: string, other: string, from: string, to: string): Promise<string> {
  const octets = new TextEncoder().encode(['wava-resume', own, other, from, to].join('|'));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
  return Array.from(hash, octet => octet.toString(16).padStart(2, '0')).join('');
}
