import type { MappingView } from '../../shared/contract/mapping-record.ts';
import { runnerText } from '../../shared/contract/runner-text.ts';
import { moment } from '../format.ts';

/** What the runs of a mapping told of the runner in its repository, where it is not that of this deployment. */
export function RunnerDrift({ mapping: { runner } }: { mapping: Pick<MappingView, 'runner'> }) {
  const text = runner && runnerText(runner);
  return text === undefined ? null : (
    <p class="field-error">
      {text} So said the run of {moment(runner?.at ?? '')}.
    </p>
  );
}
