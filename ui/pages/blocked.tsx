import { useMemo } from 'preact/hooks';
import type { BlockedTicket } from '../../shared/contract/blocked-ticket.ts';
import { call } from '../api.ts';
import { ago, count, readable } from '../format.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Link, Outside } from '../parts/link.tsx';
import { Empty, Failure, Pill, Title } from '../parts/marks.tsx';
import { PlanReview } from '../parts/plan-review.tsx';
import { RaiseBudget, Spent } from '../parts/raise-budget.tsx';
import { ReasonedAction } from '../parts/reasoned-action.tsx';
import { poller, usePoller } from '../use-poller.ts';
import { reasonWords } from '../words.ts';

const EVERY_MS = 5000;
const load = () => call('listBlocked', {});

export function BlockedPage() {
  const { data, error, reload } = usePoller(useMemo(() => poller(load, EVERY_MS), []));
  const answer = data.value;
  return (
    <>
      <Title aside={answer && <span class="faint">{count(answer.tickets.length, 'ticket')}</span>}>Blocked</Title>
      <p class="lead">Tickets that were marked and are not running, and why.</p>
      <Failure text={error.value} />
      {answer?.tickets.length === 0 && (
        <Empty title="Nothing is blocked">Every marked ticket runs, or is in review.</Empty>
      )}
      {answer !== undefined && answer.tickets.length > 0 && (
        <ul class="card rows">
          {answer.tickets.map((ticket) => (
            <BlockedRow key={`${ticket.tracker}#${ticket.ticketId}`} ticket={ticket} now={answer.now} reload={reload} />
          ))}
        </ul>
      )}
    </>
  );
}

interface RowProps {
  ticket: BlockedTicket;
  now: string;
  reload: () => Promise<void>;
}

function BlockedRow({ ticket, now, reload }: RowProps) {
  const { label, tone } = reasonWords(ticket.reason);
  const params = { tracker: ticket.tracker, ticketId: ticket.ticketId };
  const act = (name: 'retryTicket' | 'unparkTicket') => async () => {
    await call(name, { params });
    await reload();
  };
  const cancel = async (reason: string) => {
    await call('cancelTicket', { params, body: { reason } });
    await reload();
  };
  const raise = (budget: NonNullable<BlockedTicket['budget']>) => async (toUsd: number) => {
    const { of, mappingId, day } = budget;
    if (of === 'ticket') await call('raiseTicketBudget', { params, body: { toUsd } });
    else await call('raiseDayBudget', { params: { mappingId }, body: { day, toUsd } });
    await reload();
  };
  return (
    <li class="row blocked">
      <div class="row-link">
        <span class="row-main">
          <Outside href={ticket.url}>
            <span class="key">{ticket.key}</span> {ticket.title}
          </Outside>
        </span>
        <span class="row-facts">
          <span class="row-note">{readable(ticket.detail)}</span>
          {ticket.budget !== undefined && <Spent budget={ticket.budget} />}
          <span>{ago(ticket.since, now)}</span>
          {ticket.lastRunId !== undefined && <Link to={`/runs/${ticket.lastRunId}`}>Last run</Link>}
        </span>
      </div>
      <Pill tone={tone}>{label}</Pill>
      {ticket.budget?.isSpent === true && (
        <RaiseBudget about={ticket.key} budget={ticket.budget} act={raise(ticket.budget)} />
      )}
      {ticket.canApprove && <PlanReview ticket={ticket} reload={reload} />}
      {ticket.canRetry && <ActionButton label="Retry" done={`${ticket.key} is retried`} act={act('retryTicket')} />}
      {ticket.canCancel && (
        <ReasonedAction
          label="Cancel"
          about={ticket.key}
          title={`Cancel what is due of ${ticket.key}?`}
          text="It does not run any more. The ticket loses our labels and says why."
          action="Cancel it"
          done={`${ticket.key} is cancelled`}
          act={cancel}
        />
      )}
      {ticket.canUnpark && <ActionButton label="Unpark" done={`${ticket.key} is unparked`} act={act('unparkTicket')} />}
    </li>
  );
}
