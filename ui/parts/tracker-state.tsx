import type { MappingView } from '../../shared/contract/mapping-record.ts';
import { call } from '../api.ts';
import { useAnswer } from '../use-answer.ts';
import { Checks } from './checks.tsx';

/** What its tracker says to a mapping, looked up once; nothing where all is well. */
export function TrackerState({ mapping: { mappingId } }: { mapping: Pick<MappingView, 'mappingId'> }) {
  const { answer: check, failure } = useAnswer(mappingId, () => call('checkTracker', { params: { mappingId } }));
  const checks = check.value?.checks ?? [];
  return (
    <>
      <Checks checks={checks} />
      {failure.value !== undefined && <p class="field-error">{failure.value}</p>}
      {checks
        .filter(({ code }) => code === 'label_taken')
        .map(({ evidence }) => (
          <p class="faint" key={evidence}>
            {evidence}
          </p>
        ))}
    </>
  );
}
