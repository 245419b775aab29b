/** Does the text name that person with an @? `@Ann` is no word for `@Annabel`; Korean names take particles right behind them. */
export function mentions(text: string, name: string): boolean {
  if (name === '') return false;
  const folded = text.toLocaleLowerCase();
  const wanted = `@${name.toLocaleLowerCase()}`;
  const latin = /[a-z0-9_]$/.test(wanted);
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
    const next = folded[at + wanted.length];
    if (next === undefined || !latin || !/[a-z0-9_]/.test(next)) return true;
  }
  return false;
}
