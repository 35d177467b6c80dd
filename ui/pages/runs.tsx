import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { call } from '../api.ts';
import { Empty, Failure, Title } from '../parts/marks.tsx';
import { RunRow } from '../parts/run-row.tsx';
import { poller, usePoller } from '../use-poller.ts';

const EVERY_MS = 5000;

export function RunsPage() {
  const wanted = useSignal<string | undefined>(undefined);
  const day = wanted.value;
  const { data, error } = usePoller(
    useMemo(() => poller(() => call('listRuns', { query: day === undefined ? {} : { day } }), EVERY_MS), [day]),
  );
  const answer = data.value;
  const pickDay = (
    <label class="inline-field">
      <span>Day (UTC)</span>
      <input
        type="date"
        value={day ?? answer?.day ?? ''}
        onChange={(event) => {
          wanted.value = event.currentTarget.value || undefined;
        }}
      />
    </label>
  );
  return (
    <>
      <Title aside={pickDay}>Runs</Title>
      <Failure text={error.value} />
      {answer?.runs.length === 0 && <Empty title="No run began on this day" />}
      {answer !== undefined && answer.runs.length > 0 && (
        <ul class="card rows">
          {answer.runs.map((run) => (
            <RunRow key={run.runId} run={run} now={answer.now} />
          ))}
        </ul>
      )}
    </>
  );
}
