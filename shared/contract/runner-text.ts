import type { RunnerSeen } from '../domain/runner-seen.ts';

/** What people read of the runner of a repository; undefined where it is as it should be. */
export function runnerText({ kind, version }: RunnerSeen): string | undefined {
  switch (kind) {
    case 'current':
      return undefined;
    case 'released':
      return `The runner of this repository is that of version ${version}: sync the templates.`;
    case 'unknown':
      return 'The runner of this repository was changed: it is neither that of this deployment nor one of an earlier release. Look at who changed it, then sync the templates.';
  }
}
