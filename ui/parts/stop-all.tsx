import type { Overview } from '../../shared/contract/admin.ts';
import { call } from '../api.ts';
import { ago, count } from '../format.ts';
import { ActionButton } from './action-button.tsx';
import { Notice } from './marks.tsx';
import { ReasonedAction } from './reasoned-action.tsx';

interface StopProps {
  overview: Overview;
  reload: () => Promise<void>;
}

/** Stops everything at once; while a stop is in force, whatever began since is stopped as well. */
export function StopAll({ overview: { runs, mappingCount }, reload }: StopProps) {
  if (mappingCount === 0) return null;
  const stop = async (reason: string) => {
    await call('stopAll', { body: { reason } });
    await reload();
  };
  return (
    <ReasonedAction
      needs="stopAll"
      label="Stop all"
      look="danger"
      title="Stop all runs?"
      text={`Every mapping is paused (${count(mappingCount, 'mapping')}), and what is in flight is cancelled (${count(runs.length, 'run')}). You can undo it here: what was paused goes on, and what was cancelled runs again from its beginning.`}
      action="Stop all"
      done="All runs are stopped"
      act={stop}
    />
  );
}

/** Says that all is stopped, why, and undoes it. */
export function StopNotice({ overview: { stop, now }, reload }: StopProps) {
  if (stop === undefined) return null;
  const undo = async () => {
    await call('undoStop', {});
    await reload();
  };
  return (
    <div class="stack notices">
      <Notice
        tone="bad"
        title="All runs are stopped"
        action={<ActionButton needs="undoStop" label="Undo the stop" done="The stop is undone" act={undo} />}
      >
        {stop.reason} ({stop.by}, {ago(stop.at, now)}). {count(stop.mappings, 'mapping')} paused,{' '}
        {count(stop.runs, 'run')} cancelled.
      </Notice>
    </div>
  );
}
