import { language } from './index';

/** Dates, numbers and lists as people of the language in use write them. */
const made = new Map<string, unknown>();

function once<T>(name: string, make: (locale: string) => T): T {
  const id = `${language()} ${name}`;
  let format = made.get(id) as T | undefined;
  if (!format) made.set(id, (format = make(language() === 'ko' ? 'ko-KR' : navigator.languages.find((one) => one.startsWith('en')) ?? 'en')));
  return format;
}

export const time = (at: Date): string => once('time', (l) => new Intl.DateTimeFormat(l, { hour: 'numeric', minute: '2-digit' })).format(at);

export const dateAndTime = (at: Date): string =>
  once('both', (l) => new Intl.DateTimeFormat(l, { dateStyle: 'medium', timeStyle: 'short' })).format(at);

export const list = (names: readonly string[]): string => once('list', (l) => new Intl.ListFormat(l, { type: 'conjunction' })).format(names);

export const percent = (share: number): string =>
  once('percent', (l) => new Intl.NumberFormat(l, { style: 'percent', maximumFractionDigits: 0 })).format(share);

/** "today", "yesterday", else the date; `now` is given so that midnight can be tested. */
export function day(at: Date, now: Date): string {
  const days = Math.round((startOf(at) - startOf(now)) / 86_400_000);
  if (days === 0 || days === -1) return once('day', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'auto' })).format(days, 'day');
  const sameYear = at.getFullYear() === now.getFullYear();
  return once(`date ${sameYear}`, (l) => new Intl.DateTimeFormat(l, { weekday: 'long', month: 'long', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) })).format(at);
}

const startOf = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes in the unit that reads best. */
export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  return once(`bytes ${power} ${digits}`, (l) =>
    new Intl.NumberFormat(l, { style: 'unit', unit: units[power]!, unitDisplay: power ? 'short' : 'long', maximumFractionDigits: digits }),
  ).format(value);
}

/** How long something will take, in words as rough as the guess. */
export function duration(seconds: number): string {
  const [value, unit] = seconds < 90 ? [Math.max(1, Math.round(seconds)), 'second'] : seconds < 5400 ? [Math.round(seconds / 60), 'minute'] : [Math.round(seconds / 3600), 'hour'];
  return once(`duration ${unit}`, (l) => new Intl.NumberFormat(l, { style: 'unit', unit: unit as string, unitDisplay: 'long' })).format(value as number);
}

/** mm:ss, or h:mm:ss. */
export function clock(seconds: number): string {
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}` : `${two(seconds / 60)}:${two(seconds % 60)}`;
}
