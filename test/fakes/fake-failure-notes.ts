import type { FailureNote, FailureNotes } from '../../shared/ports/failure-notes.ts';

/** Why consumers failed, in memory. */
export function fakeFailureNotes(): FailureNotes {
  const notes = new Map<string, FailureNote>();
  return {
    async note(body, failure) {
      notes.set(body, structuredClone(failure));
    },
    read: async (body) => structuredClone(notes.get(body)),
  };
}
