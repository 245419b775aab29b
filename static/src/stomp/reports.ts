import type { Headers, Report } from './types';

/** Reads what stands on the error queue or in an ERROR frame. */
export function readReport(body: unknown, headers: Headers): Report {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string | undefined => (typeof said[name] === 'string' ? said[name] : undefined);
  const receipt = headers['receipt-id'] ?? text('receipt');
  return {
    code: text('code') ?? 'unknown',
    message: text('message') ?? headers['message'] ?? 'The server has refused it.',
    ...optional('details', text('details')),
    ...optional('destination', text('destination')),
    ...optional('receipt', receipt),
    ...(isErrors(said['errors']) ? { errors: said['errors'] } : {}),
  };
}

function optional<K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<K, string>>);
}

function isErrors(value: unknown): value is Record<string, string[]> {
  return typeof value === 'object' && value !== null && Object.values(value).every(said => Array.isArray(said) && said.every(word => typeof word === 'string'));
}

export function readJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
