import type { Overview } from '../../shared/contract/admin.ts';
import { ago, capital, count } from '../format.ts';
import { UnshownTickets } from './desk.tsx';
import { Notice } from './marks.tsx';
import { Spent } from './raise-budget.tsx';

/** What an admin should know of and need not act on: it goes on by itself. */
export function OverviewNotices({ overview }: { overview: Overview }) {
  return (
    <div class="stack notices">
      <PollNotices overview={overview} />
      <LongListings overview={overview} />
      <BudgetNotices overview={overview} />
      <UnshownNotice overview={overview} />
    </div>
  );
}

function PollNotices({ overview }: { overview: Overview }) {
  return overview.polls
    .filter(({ failuresInARow, isRefused }) => failuresInARow > 0 && isRefused !== true)
    .map((poll) => (
      <Notice key={poll.tracker} tone="wait" title={`${capital(poll.tracker)} cannot be polled`}>
        {count(poll.failuresInARow, 'failure')} in a row{poll.lastError === undefined ? '' : `: ${poll.lastError}`}
        {poll.lastSucceededAt !== undefined && ` · last success ${ago(poll.lastSucceededAt, overview.now)}`}
      </Notice>
    ));
}

/** What is found by webhooks is not waited for. */
function LongListings({ overview: { polls, now } }: { overview: Overview }) {
  return polls.map(
    ({ tracker, round }) =>
      round !== undefined && (
        <Notice key={tracker} tone="wait" title={`More tickets are marked on ${capital(tracker)} than one poll reads`}>
          Each poll goes on where the one before stopped: {count(round.tickets, 'ticket')} read of this round, which
          began {ago(round.beganAt, now)}.
        </Notice>
      ),
  );
}

/** A budget that is used up stands on the desk. */
function BudgetNotices({ overview: { budgets } }: { overview: Overview }) {
  return budgets
    .filter(({ isSpent }) => !isSpent)
    .map((budget) => (
      <Notice key={budget.mappingId} tone="wait" title={`${budget.name} has spent most of today's budget`}>
        <Spent budget={budget} />
      </Notice>
    ));
}

/** One notice for all, as an outage of a tracker concerns every ticket; what was given up stands on the desk. */
function UnshownNotice({ overview: { unshown, unshownCount, now } }: { overview: Overview }) {
  const isOnDesk = unshown.some(({ items }) => items.some((item) => item.isGivenUp));
  if (unshownCount === 0 || isOnDesk) return null;
  return (
    <Notice tone="wait" title={`${count(unshownCount, 'ticket')} cannot show all`}>
      <UnshownTickets unshown={unshown} now={now} />
    </Notice>
  );
}
