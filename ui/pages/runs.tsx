import { call } from '../api.ts';
import { Empty, Failure, Title } from '../parts/marks.tsx';
import { useDay } from '../parts/of-day.tsx';
import { RunRow } from '../parts/run-row.tsx';

const EVERY_MS = 5000;

export function RunsPage() {
  const { answer, error, pickDay } = useDay((query) => call('listRuns', { query }), EVERY_MS);
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
