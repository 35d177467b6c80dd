/**
 * A stage cannot go on, and why; the reason is shown to people on the ticket. `infrastructure`: a new run may fare better;
 * `substance`: the work itself, or something that a person must mend.
 */
export class StageFailure extends Error {
  readonly kind: 'infrastructure' | 'substance';
  constructor(kind: 'infrastructure' | 'substance', reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'StageFailure';
    this.kind = kind;
  }
}

/** What is known of any error: one that is none of ours counts as infrastructure, since nobody decided it. */
export function failureOf(error: unknown): { kind: StageFailure['kind']; reason: string } {
  if (error instanceof StageFailure) return { kind: error.kind, reason: error.message };
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'infrastructure', reason: `the runner failed unexpectedly: ${reason}` };
}
