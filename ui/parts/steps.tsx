import type { StepView } from '../../shared/contract/run-views.ts';
import { duration } from '../format.ts';
import { STEP_TONES } from '../words.ts';

const SIGNS: Record<StepView['status'], string> = {
  running: 'M6 3v3l2 1.5',
  succeeded: 'M3 6.5 5.2 8.5 9 4',
  failed: 'M4 4l4 4M8 4l-4 4',
  skipped: 'M4 6h4',
};

/** Steps of a run from first to last. */
export function Steps({ steps, now }: { steps: readonly StepView[]; now: string }) {
  const sorted = [...steps].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  return (
    <ol class="steps">
      {sorted.map((step) => (
        <Step key={step.stepId} step={step} now={now} />
      ))}
    </ol>
  );
}

function Step({ step, now }: { step: StepView; now: string }) {
  return (
    <li class={`step ${STEP_TONES[step.status]}`}>
      <svg class="step-sign" viewBox="0 0 12 12" aria-hidden="true">
        <path d={SIGNS[step.status]} />
      </svg>
      <span class="step-name">
        {step.name}
        <span class="visually-hidden">, {step.status}</span>
      </span>
      <span class="step-time">{duration(step.startedAt, step.endedAt ?? now)}</span>
      {step.message !== undefined && <span class="step-message">{step.message}</span>}
    </li>
  );
}
