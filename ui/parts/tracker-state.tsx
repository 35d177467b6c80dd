import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MappingView } from '../../shared/contract/admin.ts';
import type { TrackerCheck } from '../../shared/contract/tracker-check.ts';
import { call } from '../api.ts';
import { explain } from '../state.ts';

/** What Jira says to the scope of a mapping, looked up once; nothing where all is well. */
export function TrackerState({ mapping: { mappingId } }: { mapping: MappingView }) {
  const check = useSignal<TrackerCheck | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    call('checkTracker', { params: { mappingId } }).then(
      (answer) => {
        check.value = answer;
      },
      (error: unknown) => {
        failure.value = explain(error);
      },
    );
  }, [mappingId, check, failure]);
  const problems = [...(check.value?.problems ?? []), ...(failure.value === undefined ? [] : [failure.value])];
  const missing = check.value?.missingValues ?? [];
  return (
    <>
      {problems.map((problem) => (
        <p class="field-error" key={problem}>
          {problem}
        </p>
      ))}
      {missing.length > 0 && (
        <p class="warning">The field AI-Implement Status lacks the options {missing.join(', ')}. Add them in Jira.</p>
      )}
    </>
  );
}
