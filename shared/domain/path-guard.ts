/** What becomes of a run that changes guarded paths: they are left out of it and named, or it is refused. */
export const GUARD_POLICIES = ['leave_out', 'refuse'] as const;
export type GuardPolicy = (typeof GUARD_POLICIES)[number];

/** What a mapping says of guarded paths. `allowed`: paths and globs, as `isInScope` reads them, that a run may change after all. */
export interface PathGuard {
  policy: GuardPolicy;
  allowed: readonly string[];
}
