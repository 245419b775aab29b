/** A round with the first letter of a name, always of the same colour for the same person. */
export function Avatar({ id, name, className = '' }: { id: string; name: string; className?: string }) {
  return <span className={`avatar ${className}`} aria-hidden style={{ '--hue': hueOf(id) } as React.CSSProperties}>{initialOf(name)}</span>;
}

const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

/** The first sign of a name as a reader sees it: an emoji of several code points is one. Signs piled up on it are left off. */
export function initialOf(name: string): string {
  const text = name.trim();
  const first = segmenter ? (segmenter.segment(text)[Symbol.iterator]().next().value?.segment ?? '') : ([...text][0] ?? '');
  const bare = first.length > 12 ? ([...first][0] ?? '') : first;
  return bare.toLocaleUpperCase() || '·';
}

export function hueOf(id: string): number {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return (sum * 47) % 360;
}
