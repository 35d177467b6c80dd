import { useEffect } from 'preact/hooks';
import type { Overview } from '../../shared/contract/admin.ts';
import type { LiveRunView } from '../../shared/contract/run-views.ts';
import { Capacity } from '../parts/capacity.tsx';
import { Desk } from '../parts/desk.tsx';
import { Figures } from '../parts/figures.tsx';
import { Link } from '../parts/link.tsx';
import { LiveRun } from '../parts/live-run.tsx';
import { Empty, Failure, Pill, Title } from '../parts/marks.tsx';
import { OverviewNotices } from '../parts/overview-notices.tsx';
import { RunRow } from '../parts/run-row.tsx';
import { StopAll, StopNotice } from '../parts/stop-all.tsx';
import { Webhooks } from '../parts/webhooks.tsx';
import { announce } from '../state.ts';
import { useCall } from '../use-poller.ts';

export function OverviewPage() {
  const { data, error, reload } = useCall('readOverview', {});
  const overview = data.value;
  const news = overview === undefined ? '' : spoken(overview.runs);
  useEffect(() => announce(news), [news]);
  return (
    <>
      <Title
        aside={
          <span class="actions">
            <Pill tone={error.value === undefined ? 'live' : 'bad'}>{error.value ? 'Stale' : 'Live'}</Pill>
            {overview !== undefined && <StopAll overview={overview} reload={reload} />}
          </span>
        }
      >
        Overview
      </Title>
      <Failure text={error.value} />
      {overview !== undefined && (
        <>
          <StopNotice overview={overview} reload={reload} />
          <Desk overview={overview} reload={reload} />
          <Figures overview={overview} />
          <OverviewNotices overview={overview} />
          <Boards overview={overview} reload={reload} />
          <Webhooks overview={overview} />
        </>
      )}
    </>
  );
}

/** For screen readers: what each run does, without the seconds that change all the time. */
function spoken(runs: readonly LiveRunView[]): string {
  return runs
    .flatMap((run) =>
      run.steps.filter((step) => step.status === 'running').map((step) => `${run.ticketKey}: ${step.name}`),
    )
    .join(', ');
}

function Boards({ overview, reload }: { overview: Overview; reload: () => Promise<void> }) {
  const { runs, buckets, recent, now, mappingCount } = overview;
  return (
    <div class="boards">
      <section aria-labelledby="in-flight">
        <h2 id="in-flight">In flight</h2>
        {runs.length === 0 && <NothingInFlight mappingCount={mappingCount} />}
        <ul class="card rows">
          {runs.map((run) => (
            <LiveRun key={run.runId} run={run} now={now} reload={reload} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="capacity">
        <h2 id="capacity">Capacity</h2>
        {buckets.length === 0 ? (
          <Empty title="No buckets yet" />
        ) : (
          <ul class="card buckets">
            {buckets.map((bucket) => (
              <Capacity key={bucket.bucketId} bucket={bucket} now={now} />
            ))}
          </ul>
        )}
      </section>
      <section class="boards-wide" aria-labelledby="recent">
        <div class="section-head">
          <h2 id="recent">Finished last</h2>
          <Link to="/runs">All runs</Link>
        </div>
        {recent.length === 0 && <Empty title="Nothing finished since yesterday" />}
        <ul class="card rows">
          {recent.map((run) => (
            <RunRow key={run.runId} run={run} now={now} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function NothingInFlight({ mappingCount }: { mappingCount: number }) {
  if (mappingCount > 0)
    return <Empty title="Nothing in flight">A ticket that gets the trigger label appears here.</Empty>;
  return (
    <Empty title="No mapping yet">
      <Link to="/mappings/new">Join a Linear team to a repository</Link>, then label a ticket.
    </Empty>
  );
}
