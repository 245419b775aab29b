import { Problem } from '../api';
import type { Report } from './types';

interface Pending {
  readonly resolve: () => void;
  readonly reject: (problem: Problem) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What has been sent and not been answered yet. Each is answered once: by its receipt, a report, time, or the end of the connection. */
export class Receipts {
  readonly #pending = new Map<string, Pending>();
  #last = 0;

  next(): string {
    return `r${++this.#last}`;
  }

  wait(id: string, timeout: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id)?.reject(Problem.timeout()), timeout);
      this.#pending.set(id, { resolve, reject, timer });
    });
  }

  received(id: string): void {
    this.#settle(id)?.resolve();
  }

  /** False when nobody waits for it. */
  refused(report: Report): boolean {
    const pending = report.receipt === undefined ? undefined : this.#settle(report.receipt);
    pending?.reject(problemOf(report));
    return pending !== undefined;
  }

  lost(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(Problem.unreachable());
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    return pending;
  }
}

export function problemOf(report: Report): Problem {
  return new Problem({
    status: 0,
    code: report.code,
    title: report.message,
    ...(report.details === undefined ? {} : { detail: report.details }),
    ...(report.errors === undefined ? {} : { errors: report.errors }),
  });
}
