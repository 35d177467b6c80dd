import type { RunList } from '../../shared/contract/run-list.ts';
import { count, day } from '../format.ts';
import { type Filter, Filters, mappingFilter } from '../parts/filters.tsx';
import { Link } from '../parts/link.tsx';
import { Empty, Failure, Title } from '../parts/marks.tsx';
import { Paging } from '../parts/paging.tsx';
import { RunRow } from '../parts/run-row.tsx';
import { path, query, searchOf } from '../route.ts';
import { useCall } from '../use-poller.ts';
import { useSteadyRows } from '../use-steady-rows.ts';
import { PHASE_CHOICES, RUN_STATUS_CHOICES } from '../words.ts';

const EVERY_MS = 5000;

export function RunsPage() {
  const { data, error } = useCall('listRuns', { query: query.value }, EVERY_MS);
  const answer = data.value;
  return (
    <>
      <Title>Runs</Title>
      <Filters filters={filtersOf(answer)} />
      <Failure text={error.value} />
      {answer !== undefined && <Runs answer={answer} />}
    </>
  );
}

function filtersOf(answer: RunList | undefined): Filter[] {
  const mappings = answer?.mappings ?? [];
  const repositories = [...new Set(mappings.map(({ repository }) => repository))].sort();
  return [
    { name: 'status', label: 'Status', choices: RUN_STATUS_CHOICES },
    { name: 'phase', label: 'Phase', choices: PHASE_CHOICES },
    mappingFilter(mappings),
    { name: 'repository', label: 'Repository', choices: repositories.map((value) => ({ value, label: value })) },
    { name: 'code', label: 'Failure', placeholder: 'tests_failed' },
    { name: 'ticket', label: 'Ticket', placeholder: 'ENG-12' },
    { name: 'day', label: 'Day (UTC)', isDay: true },
  ];
}

function Runs({ answer }: { answer: RunList }) {
  const { runs, next, searchedTo, now } = answer;
  const { rows, fresh, take } = useSteadyRows(path.value + searchOf(query.value), runs, ({ runId }) => runId);
  return (
    <>
      {fresh > 0 && (
        <button type="button" class="button fresh" onClick={take}>
          {count(fresh, 'new run')}
        </button>
      )}
      {rows.length === 0 ? (
        <Empty title="No such run">
          {next === undefined ? 'There is none.' : `None since ${day(searchedTo)}.`}{' '}
          {Object.keys(query.value).length > 0 && <Link to="/runs">All runs</Link>}
        </Empty>
      ) : (
        <ul class="card rows">
          {rows.map((run) => (
            <RunRow key={run.runId} run={run} now={now} />
          ))}
        </ul>
      )}
      {next !== undefined && <p class="faint below-list">Looked back to {day(searchedTo)}.</p>}
      <Paging next={next} nextLabel={rows.length < 50 ? 'Look further back' : 'Older'} />
    </>
  );
}
