import type { MappingSettings } from './mapping.ts';
import type { PathGuard } from './path-guard.ts';

/** What the mapping says of guarded paths; undefined where it is the usual. */
export function pathGuardOf({
  guardedPaths: policy,
  allowedGuardedPaths = '',
}: Pick<MappingSettings, 'guardedPaths' | 'allowedGuardedPaths'>): (PathGuard & { allowed: string[] }) | undefined {
  const allowed = pathsIn(allowedGuardedPaths);
  return policy === 'leave_out' && allowed.length === 0 ? undefined : { policy, allowed };
}

/** The paths of a list that people typed. */
export function pathsIn(list: string): string[] {
  return list
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
}
