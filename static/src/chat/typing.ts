import type { Person } from '../api';

/** Others hear that somebody types for six seconds at most after the last word of it. */
const lasts = 6_000;
const repeat = 3_000;
const idle = 5_000;

/** Who is typing. */
export class Typists {
  readonly #timers = new Map<string, { person: Person; timer: ReturnType<typeof setTimeout> }>();
  readonly #changed: (people: readonly Person[]) => void;

  constructor(changed: (people: readonly Person[]) => void) {
    this.#changed = changed;
  }

  set(person: Person, typing: boolean): void {
    const before = this.#timers.get(person.id);
    clearTimeout(before?.timer);
    if (typing) this.#timers.set(person.id, { person, timer: setTimeout(() => this.set(person, false), lasts) });
    else this.#timers.delete(person.id);
    if (typing !== (before !== undefined)) this.#changed([...this.#timers.values()].map(one => one.person));
  }

  clear(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** Tells others that I type: not at every key, and that I have stopped. */
export class OwnTyping {
  readonly #tell: (typing: boolean) => void;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (typing: boolean) => void) {
    this.#tell = tell;
  }

  key(): void {
    const now = Date.now();
    if (now - this.#told >= repeat) {
      this.#told = now;
      this.#tell(true);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(true), idle);
  }

  /** What I typed has been sent (others see that by itself), or I have stopped. */
  stop(tell: boolean): void {
    clearTimeout(this.#timer);
    if (this.#told === 0) return;
    this.#told = 0;
    if (tell) this.#tell(false);
  }
}
