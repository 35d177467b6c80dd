/** Why a part of what a run did is not in its change. */
export const LEFT_OUT_KINDS = [
  'guarded',
  'denied',
  'cache',
  'worktree',
  'nested',
  'submodule',
  'unreadable',
  'big',
  'link',
  'mode',
  'name',
  'lfs',
  'scope',
] as const;
export type LeftOutKind = (typeof LEFT_OUT_KINDS)[number];

/** A file, or a folder with all in it, that is left out of a change. */
export interface LeftOut {
  path: string;
  kind: LeftOutKind;
  /** For people, after "it is", or a whole clause for kinds that have none. */
  what: string;
}

/** A guarded file that is in the change since the mapping allows it, and what it is. */
export interface AllowedPath {
  path: string;
  what: string;
}

/** Left out without harm: nothing of the change can depend on it where people work. */
const HARMLESS: readonly LeftOutKind[] = ['cache', 'worktree', 'nested'];

export function isHarmless({ kind }: Pick<LeftOut, 'kind'>): boolean {
  return HARMLESS.includes(kind);
}

/** Whether it stays left out once it was: the rest is told anew by what the working folder holds in the end. */
export function isLasting(kind: LeftOutKind): boolean {
  return kind === 'guarded' || kind === 'denied' || kind === 'scope';
}

/** Each path once, the first reason for it. */
export function eachOnce(leftOut: readonly LeftOut[]): LeftOut[] {
  return [...new Map([...leftOut].reverse().map((one) => [one.path, one])).values()].reverse();
}
