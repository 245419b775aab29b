import { Problem } from '../../api';
import type { Texts } from '../../text';
import { toast } from './notices';
import { texts } from '../../text';

/** What a problem says to a person, in their language; the server's own words are English, for programmers. */
export function problemText(t: Texts, thrown: unknown): string {
  const problem = Problem.of(thrown);
  if (problem.code === 'too-many-tries') return t.problem['too-many-tries'](problem.retryAfter);
  const known = (t.problem as Record<string, unknown>)[problem.code];
  return typeof known === 'string' ? known : t.problem.unknown;
}

/** What is wrong with a field, when that is what the problem is about. */
export function fieldText(t: Texts, problem: Problem | null, field: string, text: keyof Texts['wrong']): string | undefined {
  return problem?.errors[field] ? t.wrong[text] : undefined;
}

/** For actions without a place of their own for what went wrong. */
export function tellProblem(thrown: unknown): void {
  toast(problemText(texts(), thrown), { tone: 'danger' });
}
