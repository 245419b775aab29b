const threshold = 0.02;
/** Pauses between words. */
const hold = 900;
/** Somebody louder must be so for this long before the picture jumps. */
const insist = 1_200;

interface Voice {
  level: number;
  heard: number;
}

/** Who speaks, and on whom to look. Knows no browser: it is told levels between 0 and 1 and times. */
export class Speakers {
  readonly #voices = new Map<string, Voice>();
  #active: string | null = null;
  #rival: { id: string; since: number } | null = null;

  get active(): string | null {
    return this.#active;
  }

  update(now: number, levels: ReadonlyMap<string, number>): void {
    for (const id of [...this.#voices.keys()]) if (!levels.has(id)) this.#voices.delete(id);
    for (const [id, level] of levels) {
      const voice = this.#voices.get(id) ?? { level: 0, heard: Number.NEGATIVE_INFINITY };
      // Rises at once, falls slowly: a level that flickers is no help to anybody.
      voice.level = level > voice.level ? level : voice.level * 0.7 + level * 0.3;
      if (level > threshold) voice.heard = now;
      this.#voices.set(id, voice);
    }
    this.#choose(now);
  }

  level(id: string): number {
    return this.#voices.get(id)?.level ?? 0;
  }

  speaking(id: string, now: number): boolean {
    const voice = this.#voices.get(id);
    return voice !== undefined && now - voice.heard < hold;
  }

  #choose(now: number): void {
    if (this.#active !== null && !this.#voices.has(this.#active)) this.#active = null;
    let loudest: string | null = null;
    for (const [id, voice] of this.#voices) {
      if (now - voice.heard < hold && voice.level > (loudest === null ? 0 : this.level(loudest))) loudest = id;
    }
    if (loudest === null || loudest === this.#active) {
      this.#rival = null;
      return;
    }
    if (this.#rival?.id !== loudest) this.#rival = { id: loudest, since: now };
    if (this.#active === null || !this.speaking(this.#active, now) || now - this.#rival.since >= insist) {
      this.#active = loudest;
      this.#rival = null;
    }
  }
}
