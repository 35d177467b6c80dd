import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BlockedTicket, PlanView } from '../../shared/contract/blocked-ticket.ts';
import { PLAN_REMARK_LENGTH } from '../../shared/contract/plan-remark.ts';
import { call } from '../api.ts';
import { explain } from '../state.ts';
import { ActionButton } from './action-button.tsx';
import { Markdown } from './markdown.tsx';
import { ReasonedAction } from './reasoned-action.tsx';

const ANOTHER = {
  label: 'What to do instead',
  hint: 'It reaches the run that plans, together with this plan, and stands on the ticket.',
  maxLength: PLAN_REMARK_LENGTH,
  isLong: true,
};

interface PlanReviewProps {
  ticket: BlockedTicket;
  /** It is shown without being asked for. */
  isOpen?: boolean;
  reload: () => Promise<void>;
}

/**
 * Shows the plan that waits, whatever HTML is in it as text, and approves exactly what is shown. When it was edited meanwhile the
 * approval is refused, and showing it again shows the newest.
 */
export function PlanReview({ ticket, isOpen = false, reload }: PlanReviewProps) {
  const plan = useSignal<PlanView | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const params = { tracker: ticket.tracker, ticketId: ticket.ticketId };
  const show = async () => {
    plan.value = await call('readPlan', { params });
  };
  useEffect(() => {
    if (!isOpen) return;
    show().catch((error: unknown) => {
      failure.value = explain(error);
    });
  }, [isOpen]);
  const approve = async (planHash: string) => {
    await call('approvePlan', { params, body: { planHash } });
    await reload();
  };
  const refuse = (planHash: string) => async (remark: string) => {
    await call('askAnotherPlan', { params, body: { planHash, remark } });
    await reload();
  };
  const shown = plan.value;
  const button = (label: string) => (
    <ActionButton
      needs="readPlan"
      label={label}
      about={ticket.key}
      done={`The plan of ${ticket.key} is shown`}
      act={show}
    />
  );
  return (
    <>
      {failure.value !== undefined && <p class="field-error">{failure.value}</p>}
      {shown === undefined && button('Show plan')}
      {shown !== undefined && (
        <section class="plan" aria-label={`Plan of ${ticket.key}`}>
          {shown.sections.map(({ key, body }) => (
            <div key={key} class="plan-section">
              <Markdown text={body} />
            </div>
          ))}
          <div class="actions">
            <ActionButton
              needs="approvePlan"
              label="Approve plan"
              about={ticket.key}
              look="button primary"
              done={`${ticket.key} is approved`}
              act={() => approve(shown.planHash)}
            />
            <ReasonedAction
              needs="askAnotherPlan"
              label="Ask for another plan"
              about={ticket.key}
              title={`Another plan for ${ticket.key}?`}
              text="This plan is not implemented. A new one is made, by a run that costs what planning costs."
              asked={ANOTHER}
              action="Ask for it"
              done={`${ticket.key} is planned anew`}
              act={refuse(shown.planHash)}
            />
            {button('Show again')}
          </div>
        </section>
      )}
    </>
  );
}
