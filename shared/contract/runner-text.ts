import type { RunnerSeen } from '../domain/runner-seen.ts';

/** What people read of the runner of a repository; undefined where it is as it should be. */
export function runnerText({ kind, version }: RunnerSeen): string | undefined {
  switch (kind) {
    case 'current':
      return undefined;
    case 'released':
      return `The runner of this repository is that of version ${version}: sync the templates.`;
    case 'silent':
      return 'The runner of this repository does not say which one it is, as that of every release does: it is older than the first, or was changed. Sync the templates, and look at who changed it.';
    case 'unknown':
      return 'The runner of this repository was changed: it is neither that of this deployment nor one of an earlier release. Look at who changed it, then sync the templates.';
  }
}
