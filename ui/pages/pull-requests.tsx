import type { PullRequestList } from '../../shared/contract/pull-request-views.ts';
import { ago } from '../format.ts';
import { Empty, Failure, Title } from '../parts/marks.tsx';
import { PullRequestRow } from '../parts/pull-request-row.tsx';
import { useCall } from '../use-poller.ts';

const EVERY_MS = 5000;
export function PullRequestsPage() {
  const { data, error } = useCall('listPullRequests', {}, EVERY_MS);
  const answer = data.value;
  return (
    <>
      <Title aside={answer && <LastDelivery answer={answer} />}>Pull requests</Title>
      <p class="lead">
        Those that runs opened, and what goes on there. A comment <code>/ai-implement</code> asks for a follow-up.
      </p>
      <Failure text={error.value} />
      {answer !== undefined && <Lists answer={answer} />}
    </>
  );
}

function LastDelivery({ answer: { lastDeliveryAt, now } }: { answer: PullRequestList }) {
  const last = lastDeliveryAt === undefined ? 'nothing yet' : ago(lastDeliveryAt, now);
  return <span class="faint">GitHub's webhook: {last}</span>;
}

function Lists({ answer: { open, over, isCut, now } }: { answer: PullRequestList }) {
  return (
    <div class="lists">
      <section aria-labelledby="open">
        <h2 id="open">Open</h2>
        {open.length === 0 && <Empty title="No open pull request">A run that succeeds opens one.</Empty>}
        <Rows pulls={open} now={now} />
        {isCut && <p class="faint below-list">The {open.length} that changed last. There are more.</p>}
      </section>
      {over.length > 0 && (
        <section aria-labelledby="over">
          <h2 id="over">Merged or closed lately</h2>
          <Rows pulls={over} now={now} />
        </section>
      )}
    </div>
  );
}

function Rows({ pulls, now }: { pulls: PullRequestList['open']; now: string }) {
  return (
    <ul class="card rows">
      {pulls.map((pull) => (
        <PullRequestRow key={`${pull.repository}#${pull.number}`} pull={pull} now={now} />
      ))}
    </ul>
  );
}
