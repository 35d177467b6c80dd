import { lazyPort } from '../domain/lazy-port.ts';
import type { FailureNotes } from '../ports/failure-notes.ts';
import type { Table } from './table.ts';

/** Why consumers failed; opened with the first failure, which most never see. */
export function openFailureNotes({ client, name }: Table): FailureNotes {
  return lazyPort(async () => (await import('../adapters/dynamodb/failure-notes.ts')).failureNotes(client, name));
}
