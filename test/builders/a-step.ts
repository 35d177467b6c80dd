import type { StepProgress } from '../../shared/contract/runner.ts';

/** A step that has just begun. */
export function aStep(overrides: Partial<StepProgress> = {}): StepProgress {
  return {
    type: 'step',
    stepId: 'implement-1',
    name: 'Implement',
    status: 'running',
    startedAt: '2026-01-05T09:02:00.000Z',
    ...overrides,
  };
}
