const least = 500;
const most = 30_000;

/**
 * How long to wait before the next try, in milliseconds: "full jitter", anything between half a second and a bound that doubles with every
 * failure. A thousand pages that have lost the same server come back spread over time instead of all at once.
 */
export function delayAfter(failures: number, random: () => number = Math.random): number {
  const bound = Math.min(most, 2_000 * 2 ** Math.min(failures, 10));
  return least + random() * (bound - least);
}
