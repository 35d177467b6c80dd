import type { Overview } from '../../shared/contract/admin.ts';
import type { BlockedTicket } from '../../shared/contract/blocked-ticket.ts';
import { call } from '../api.ts';
import { ago, capital, count, readable } from '../format.ts';
import { reasonWords } from '../words.ts';
import { DeadLetters } from './dead-letters.tsx';
import { DeskRow } from './desk-row.tsx';
import { KeyedList } from './keyed-list.tsx';
import { Link, Outside, ticketPage } from './link.tsx';
import { Empty } from './marks.tsx';
import { RaiseBudget, Spent } from './raise-budget.tsx';
import { TicketActions } from './ticket-actions.tsx';

interface DeskProps {
  overview: Overview;
  reload: () => Promise<void>;
}

/** All that waits for a person, what holds most first: refused credentials, suspended mappings, spent budgets, lost messages, tickets. */
export function Desk({ overview, reload }: DeskProps) {
  const waiting = waitingFor(overview);
  return (
    <section class="desk" aria-labelledby="desk">
      <div class="section-head">
        <h2 id="desk">
          Waits for you <span class="faint">{waiting}</span>
        </h2>
        {waiting > 0 && (
          <span class="faint small keys">
            <kbd>J</kbd> <kbd>K</kbd> go through, <kbd>Enter</kbd> acts
          </span>
        )}
      </div>
      {waiting === 0 ? (
        <Empty title="Nothing waits for you">What needs a person appears here, with what can be done about it.</Empty>
      ) : (
        <KeyedList label="What waits for you">
          <RefusedCredentials overview={overview} />
          <Suspended overview={overview} />
          <SpentDays overview={overview} reload={reload} />
          {(['candidates', 'lifecycle'] as const).map((queue) => (
            <DeadLetters key={queue} queue={queue} letters={overview.deadLetters[queue]} reload={reload} />
          ))}
          <Unshown overview={overview} />
          {overview.wanting.map((ticket) => (
            <WantingTicket
              key={`${ticket.tracker}#${ticket.ticketId}`}
              ticket={ticket}
              now={overview.now}
              reload={reload}
            />
          ))}
        </KeyedList>
      )}
      {overview.wantingCount > overview.wanting.length && (
        <p class="faint below-list">
          The {overview.wanting.length} tickets that wait longest, of {overview.wantingCount}.{' '}
          <Link to="/blocked">All of them</Link>
        </p>
      )}
    </section>
  );
}

/** How many things wait for a person: rows of the desk, and tickets that have no row there. */
function waitingFor({ polls, suspended, budgets, deadLetters, unshown, wantingCount }: Overview): number {
  return [
    polls.filter(({ isRefused }) => isRefused).length,
    suspended.length,
    budgets.filter(({ isSpent }) => isSpent).length,
    Object.values(deadLetters).filter((letters) => letters > 0).length,
    unshown.some(isGivenUp) ? 1 : 0,
    wantingCount,
  ].reduce((sum, part) => sum + part, 0);
}

function isGivenUp({ items }: Overview['unshown'][number]): boolean {
  return items.some((item) => item.isGivenUp);
}

function RefusedCredentials({ overview: { polls, now } }: { overview: Overview }) {
  return polls
    .filter(({ isRefused }) => isRefused)
    .map(({ tracker, lastError, lastSucceededAt }) => (
      <DeskRow key={tracker} tone="bad" label="Credential" title={`${capital(tracker)} refuses our credential`}>
        {lastError}
        {lastSucceededAt !== undefined && ` Last read ${ago(lastSucceededAt, now)}.`}
      </DeskRow>
    ));
}

function Suspended({ overview: { suspended, now } }: { overview: Overview }) {
  return suspended.map(({ mappingId, name, reason, at }) => (
    <DeskRow
      key={mappingId}
      tone="bad"
      label="Suspended"
      title={`${name} is suspended`}
      action={
        <Link to={`/mappings/${mappingId}`} class="button">
          Open<span class="visually-hidden"> {name}</span>
        </Link>
      }
    >
      {reason} ({ago(at, now)})
    </DeskRow>
  ));
}

function SpentDays({ overview: { budgets }, reload }: DeskProps) {
  return budgets
    .filter(({ isSpent }) => isSpent)
    .map((budget) => {
      const { mappingId, name, day } = budget;
      const raise = async (toUsd: number) => {
        await call('raiseDayBudget', { params: { mappingId }, body: { day, toUsd } });
        await reload();
      };
      return (
        <DeskRow
          key={mappingId}
          tone="bad"
          label="Budget"
          title={`${name} has used up today's budget`}
          action={<RaiseBudget about={name} budget={{ ...budget, of: 'day' }} act={raise} />}
        >
          <Spent budget={budget} />
        </DeskRow>
      );
    });
}

/** One row for all, as a tracker that refuses one thing mostly refuses many. */
function Unshown({ overview: { unshown, unshownCount, now } }: { overview: Overview }) {
  if (!unshown.some(isGivenUp)) return null;
  return (
    <DeskRow tone="bad" label="Not shown" title={`${count(unshownCount, 'ticket')} cannot show all`}>
      <UnshownTickets unshown={unshown} now={now} />
    </DeskRow>
  );
}

/** What each ticket cannot show, and why. */
export function UnshownTickets({ unshown, now }: Pick<Overview, 'unshown' | 'now'>) {
  return (
    <>
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
    </>
  );
}

interface WantingProps {
  ticket: BlockedTicket;
  now: string;
  reload: () => Promise<void>;
}

function WantingTicket({ ticket, now, reload }: WantingProps) {
  const { label, tone } = reasonWords(ticket.reason);
  return (
    <DeskRow
      tone={tone}
      label={label}
      title={
        <Link to={ticketPage(ticket)}>
          <span class="key">{ticket.key}</span> <bdi>{ticket.title}</bdi>
        </Link>
      }
      action={<TicketActions ticket={ticket} reload={reload} />}
    >
      {readable(ticket.detail)} <span class="faint">{ago(ticket.since, now)}</span>
    </DeskRow>
  );
}
