import type { BlockedTicket } from '../../shared/contract/blocked-ticket.ts';
import { call } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { PlanReview } from './plan-review.tsx';
import { RaiseBudget } from './raise-budget.tsx';
import { ReasonedAction } from './reasoned-action.tsx';

interface TicketActionsProps {
  ticket: BlockedTicket;
  reload: () => Promise<void>;
}

/** What a person can do about a ticket that does not run. */
export function TicketActions({ ticket, reload }: TicketActionsProps) {
  const { key } = ticket;
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
    <>
      {ticket.budget?.isSpent === true && (
        <RaiseBudget
          about={ticket.budget.of === 'day' ? `the mapping of ${key}` : key}
          budget={ticket.budget}
          act={raise(ticket.budget)}
        />
      )}
      {ticket.canApprove && <PlanReview ticket={ticket} reload={reload} />}
      {ticket.canRetry && (
        <ActionButton
          needs="retryTicket"
          label="Retry"
          about={key}
          done={`${key} is retried`}
          act={act('retryTicket')}
        />
      )}
      {ticket.canCancel && (
        <ReasonedAction
          needs="cancelTicket"
          label="Cancel"
          about={key}
          title={`Cancel what is due of ${key}?`}
          text="It does not run any more. The ticket loses our labels and says why."
          action="Cancel it"
          done={`${key} is cancelled`}
          act={cancel}
        />
      )}
      {ticket.canUnpark && (
        <ActionButton
          needs="unparkTicket"
          label="Unpark"
          about={key}
          done={`${key} is unparked`}
          act={act('unparkTicket')}
        />
      )}
    </>
  );
}
