import { Problem, type FieldErrors } from './problem';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string | null;
  /** Milliseconds; 15 000. */
  readonly timeout?: number;
}

/** One request; a `Problem` is thrown for every answer that says no, and for none. */
export async function send(fetch: Fetch, request: HttpRequest): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  if (request.token) headers['Authorization'] = `Bearer ${request.token}`;
  let response: Response;
  try {
    response = await fetch(request.path, {
      method: request.method,
      headers,
      body: request.body === undefined ? null : JSON.stringify(request.body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(request.timeout ?? 15_000),
    });
  } catch (thrown) {
    throw thrown instanceof DOMException && thrown.name === 'TimeoutError' ? Problem.timeout() : Problem.unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The answer's body; undefined when there is none. */
export async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    // A proxy's sign-in page, for instance: whatever it is, it is not our server.
    throw Problem.unreachable();
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const details = isRecord(body) ? body : {};
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new Problem({
    status: response.status,
    code: typeof details['code'] === 'string' ? details['code'] : codeOf(response.status),
    title: typeof details['title'] === 'string' ? details['title'] : `The server answered ${response.status}.`,
    ...(typeof details['detail'] === 'string' ? { detail: details['detail'] } : {}),
    errors: fieldErrors(details['errors']),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  });
}

/** Answers that no handler of the server has made: by a proxy, or before routing. */
function codeOf(status: number): string {
  if (status === 401) return 'not-signed-in';
  if (status === 429) return 'too-many-tries';
  if (status === 502 || status === 503 || status === 504) return 'unreachable';
  return 'unknown';
}

function fieldErrors(value: unknown): FieldErrors {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([field, said]) => [field, Array.isArray(said) ? said.map(String) : [String(said)]]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
