/** Fields that were filled in wrongly, by name. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export interface ProblemDetails {
  readonly status: number;
  /** What programs can rely on: one of the server's codes, or `unreachable`, `timeout`, `unknown`. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: FieldErrors;
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number;
}

/** The server has said no, or could not be asked (`status` 0). */
export class Problem extends Error implements ProblemDetails {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: FieldErrors;
  readonly retryAfter: number | undefined;

  constructor(details: ProblemDetails) {
    super(details.detail ? `${details.title} ${details.detail}` : details.title);
    this.name = 'Problem';
    this.status = details.status;
    this.code = details.code;
    this.title = details.title;
    this.detail = details.detail;
    this.errors = details.errors ?? {};
    this.retryAfter = details.retryAfter;
  }

  static unreachable(): Problem {
    return new Problem({ status: 0, code: 'unreachable', title: 'The server cannot be reached.' });
  }

  static timeout(): Problem {
    return new Problem({ status: 0, code: 'timeout', title: 'The server has not answered in time.' });
  }

  /** Whatever was thrown, as a problem. */
  static of(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    return new Problem({ status: 0, code: 'unknown', title: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}
