import type { MappingView } from '../../shared/contract/mapping-record.ts';
import { call } from '../api.ts';
import { useAnswer } from '../use-answer.ts';

/** What its tracker says to a mapping, looked up once; nothing where all is well. */
export function TrackerState({ mapping: { mappingId } }: { mapping: MappingView }) {
  const { answer: check, failure } = useAnswer(mappingId, () => call('checkTracker', { params: { mappingId } }));
  const problems = [...(check.value?.problems ?? []), ...(failure.value === undefined ? [] : [failure.value])];
  const missing = check.value?.missingValues ?? [];
  return (
    <>
      {problems.map((problem) => (
        <p class="field-error" key={problem}>
          {problem}
        </p>
      ))}
      {check.value?.notes?.map((note) => (
        <p class="faint" key={note}>
          {note}
        </p>
      ))}
      {missing.length > 0 && (
        <p class="warning">The field AI-Implement Status lacks the options {missing.join(', ')}. Add them in Jira.</p>
      )}
    </>
  );
}
