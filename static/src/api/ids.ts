/** 128 random bits as 22 letters, digits, `-` and `_`. Unlike `crypto.randomUUID` it is there on pages without https, too. */
export function randomId(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...octets)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
