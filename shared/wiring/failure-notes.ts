import { lazyPort } from '../domain/lazy-port.ts';
import type { Clock } from '../ports/clock.ts';
import type { FailureNotes } from '../ports/failure-notes.ts';
import type { Table } from './table.ts';

/** Why consumers failed; opened with the first failure, which most never see. */
export function openFailureNotes({ client, name }: Table): FailureNotes {
  return lazyPort(async () => (await import('../adapters/dynamodb/failure-notes.ts')).failureNotes(client, name));
}

/** What a consumer does with a message that failed. */
export function noteFailures(table: Table, clock: Clock) {
  const failures = openFailureNotes(table);
  return (body: string, reason: string) => failures.note(body, { reason, at: clock.now() });
}
