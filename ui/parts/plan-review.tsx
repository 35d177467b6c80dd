import { useSignal } from '@preact/signals';
import type { BlockedTicket, PlanView } from '../../shared/contract/blocked-ticket.ts';
import { call } from '../api.ts';
import { ActionButton } from './action-button.tsx';

interface PlanReviewProps {
  ticket: BlockedTicket;
  reload: () => Promise<void>;
}

/**
 * Shows the plan that waits, as text and never as markup, and approves exactly what is shown. When it was edited
 * meanwhile the approval is refused, and showing it again shows the newest.
 */
export function PlanReview({ ticket, reload }: PlanReviewProps) {
  const plan = useSignal<PlanView | undefined>(undefined);
  const params = { tracker: ticket.tracker, ticketId: ticket.ticketId };
  const show = async () => {
    plan.value = await call('readPlan', { params });
  };
  const approve = async (planHash: string) => {
    await call('approvePlan', { params, body: { planHash } });
    await reload();
  };
  const shown = plan.value;
  const label = shown === undefined ? 'Show plan' : 'Show again';
  return (
    <>
      <ActionButton label={label} done={`The plan of ${ticket.key} is shown`} act={show} />
      {shown !== undefined && (
        <section class="plan" aria-label={`Plan of ${ticket.key}`}>
          {shown.sections.map(({ key, body }) => (
            <pre key={key} class="plan-section">
              {body}
            </pre>
          ))}
          <ActionButton label="Approve plan" done={`${ticket.key} is approved`} act={() => approve(shown.planHash)} />
        </section>
      )}
    </>
  );
}
