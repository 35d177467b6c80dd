import type { Overview } from '../../shared/contract/admin.ts';
import { call } from '../api.ts';
import { ago, capital, count } from '../format.ts';
import { DeadLetterNotice } from './dead-letters.tsx';
import { Link, Outside } from './link.tsx';
import { Notice } from './marks.tsx';
import { RaiseBudget, Spent } from './raise-budget.tsx';

/** What an admin should look at: polls that fail, suspended mappings, tickets that do not show all, messages that failed for good. */
export function OverviewNotices({ overview, reload }: { overview: Overview; reload: () => Promise<void> }) {
  return (
    <div class="stack notices">
      <PollNotices overview={overview} />
      <LongListings overview={overview} />
      {overview.suspended.map(({ mappingId, name, reason, at }) => (
        <Notice
          key={mappingId}
          tone="bad"
          title={`${name} is suspended`}
          action={
            <Link to={`/mappings/${mappingId}`} class="button">
              Open
            </Link>
          }
        >
          {reason} ({ago(at, overview.now)})
        </Notice>
      ))}
      <BudgetNotices overview={overview} reload={reload} />
      <UnshownNotice overview={overview} />
      {(['candidates', 'lifecycle'] as const).map((queue) => (
        <DeadLetterNotice key={queue} queue={queue} letters={overview.deadLetters[queue]} reload={reload} />
      ))}
    </div>
  );
}

function PollNotices({ overview }: { overview: Overview }) {
  return overview.polls
    .filter((poll) => poll.failuresInARow > 0)
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

function BudgetNotices({ overview, reload }: { overview: Overview; reload: () => Promise<void> }) {
  return overview.budgets.map((budget) => {
    const { mappingId, name, day, isSpent } = budget;
    const raise = async (toUsd: number) => {
      await call('raiseDayBudget', { params: { mappingId }, body: { day, toUsd } });
      await reload();
    };
    return (
      <Notice
        key={mappingId}
        tone={isSpent ? 'bad' : 'wait'}
        title={isSpent ? `${name} has used up today's budget` : `${name} has spent most of today's budget`}
        action={<RaiseBudget about={name} budget={{ ...budget, of: 'day' }} act={raise} />}
      >
        <Spent budget={budget} />
      </Notice>
    );
  });
}

/** One notice for all, as an outage of a tracker concerns every ticket. */
function UnshownNotice({ overview: { unshown, unshownCount, now } }: { overview: Overview }) {
  if (unshownCount === 0) return null;
  const isGivenUp = unshown.some(({ items }) => items.some((item) => item.isGivenUp));
  return (
    <Notice tone={isGivenUp ? 'bad' : 'wait'} title={`${count(unshownCount, 'ticket')} cannot show all`}>
      {unshown.map(({ tracker, ticketId, key, url, items }) => (
        <span key={`${tracker}#${ticketId}`}>
          <Outside href={url}>{key}</Outside>
          {items.map(({ subject, reason, since, isGivenUp: isOver }) => (
            <span key={subject}>
              {' '}
              · {subject}: {reason} ({isOver ? 'given up' : 'tried again'}, first {ago(since, now)})
            </span>
          ))}
          <br />
        </span>
      ))}
    </Notice>
  );
}
