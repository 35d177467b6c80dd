import type { RunnerJob } from '../../shared/domain/runner-jobs.ts';

/** A job on a runner of one's own, which bears the job's name. */
export function aRunnerJob(overrides: Partial<RunnerJob> = {}): RunnerJob {
  const name = overrides.name ?? 'admit';
  return { name, labels: ['safe'], runnerName: `runner of ${name}`, runnerGroup: 'Default', ...overrides };
}
