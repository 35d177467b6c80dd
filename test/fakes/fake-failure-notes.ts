import type { FailureNote, FailureNotes } from '../../shared/ports/failure-notes.ts';
import { copyOf } from './copy-of.ts';

/** Why consumers failed, in memory. */
export function fakeFailureNotes(): FailureNotes {
  const notes = new Map<string, FailureNote>();
  return {
    async note(body, failure) {
      notes.set(body, copyOf(failure));
    },
    read: async (body) => copyOf(notes.get(body)),
  };
}
