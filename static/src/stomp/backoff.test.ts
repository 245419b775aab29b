import { expect, test } from 'vitest';
import { delayAfter } from './backoff';

test('waits between half a second and a bound that doubles up to half a minute', () => {
  const bounds = [2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
  bounds.forEach((bound, failures) => {
    expect(delayAfter(failures, () => 0)).toBe(500);
    expect(delayAfter(failures, () => 1)).toBe(bound);
  });
  expect(delayAfter(10_000, () => 1)).toBe(30_000);
});

test('a thousand pages come back spread evenly over the whole time', () => {
  const delays = Array.from({ length: 10_000 }, () => delayAfter(4));
  const tenths = new Array<number>(10).fill(0);
  for (const delay of delays) tenths[Math.min(9, Math.floor(((delay - 500) / 29_500) * 10))]! += 1;
  for (const share of tenths) expect(share).toBeGreaterThan(800);
});
