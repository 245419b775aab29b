/**
 * Knows up to which change everything has been seen. Changes in a room are numbered without gaps; news may overtake each other, but a gap that
 * stays is something missed.
 */
export class Cursor {
  #known: number | null = null;
  readonly #ahead = new Set<number>();

  get known(): number | null {
    return this.#known;
  }

  get gap(): boolean {
    return this.#ahead.size > 0;
  }

  /** One change has been seen. */
  saw(changed: number): void {
    if (this.#known !== null && changed <= this.#known) return;
    this.#ahead.add(changed);
    if (this.#known !== null) this.#advance(this.#known);
  }

  /** Everything up to there has been seen. */
  reached(changed: number): void {
    this.#advance(Math.max(changed, this.#known ?? 0));
  }

  #advance(known: number): void {
    while (this.#ahead.delete(known + 1)) known++;
    for (const seen of this.#ahead) if (seen <= known) this.#ahead.delete(seen);
    this.#known = known;
  }
}
