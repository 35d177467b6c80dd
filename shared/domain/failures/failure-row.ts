/**
 * Why a run did not succeed. `infrastructure`: a new run may fare better, so one follows by itself; `mapping`: the repository refuses
 * every run, so its mapping is suspended; `substance`: the work itself failed, or something that a person must mend.
 */
export const FAILURE_KINDS = ['infrastructure', 'mapping', 'substance'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface FailureRow<Kind extends FailureKind = FailureKind> {
  kind: Kind;
  /** What happened, for people, without the full stop: details may follow. */
  sentence: string;
  /** What to do about it, for people; whole sentences. */
  remedy: string;
}

type Row<Kind extends FailureKind> = (sentence: string, remedy: string) => FailureRow<Kind>;

export const infrastructure: Row<'infrastructure'> = (sentence, remedy) => ({
  kind: 'infrastructure',
  sentence,
  remedy,
});
export const mapping: Row<'mapping'> = (sentence, remedy) => ({ kind: 'mapping', sentence, remedy });
export const substance: Row<'substance'> = (sentence, remedy) => ({ kind: 'substance', sentence, remedy });

/**
 * The remedy of what is repeated by itself and in most cases passes. It stands on the page of failures and in the comment after the last
 * try, and is true in both. `otherwise`: what to do then, as in "see the log".
 */
export function repeated(otherwise: string): string {
  return `It is tried three times by itself. If none succeeds, ${otherwise}.`;
}

/** The remedy, unless the reason ends with it already, as that of what a repository refuses does. */
export function remedyBeside(reason: string | undefined, remedy: string | undefined): string | undefined {
  return remedy !== undefined && reason?.includes(remedy) === true ? undefined : remedy;
}

/** What people read after the reason of a failure: what to do, said once, and the code, which finds it in the page of all failures. */
export function whatToDo({
  reason,
  code,
  remedy,
}: {
  reason: string;
  code?: string | undefined;
  remedy?: string | undefined;
}): string[] {
  if (remedy === undefined) return [];
  return [remedyBeside(reason, remedy) === undefined ? `Code: \`${code}\`` : `What to do: ${remedy} (\`${code}\`)`];
}

/** What people read of a failure: its sentence, and the detail after a colon. */
export function wordsOf({ sentence }: Pick<FailureRow, 'sentence'>, detail: string): string {
  if (detail.trim() === '') return `${sentence}.`;
  return detail.startsWith('\n') ? `${sentence}:${detail}` : `${sentence}: ${detail}`;
}
