import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { SpendingView } from '../../shared/contract/spending-views.ts';
import { count, dollars } from '../format.ts';
import { AskedAction, AskingDialog } from './asked-action.tsx';

/** How much of a budget is spent and held. */
export function Spent({ budget }: { budget: SpendingView }) {
  const { spentUsd, limitUsd, reservedUsd, runsInFlight } = budget;
  return (
    <span>
      {dollars(spentUsd)} of {dollars(limitUsd)} spent
      {runsInFlight > 0 && `, ${dollars(reservedUsd)} held for ${count(runsInFlight, 'run')} in flight`}
    </span>
  );
}

interface RaiseProps {
  /** Whose budget it is, for people. */
  about: string;
  budget: SpendingView & { of: 'ticket' | 'day' };
  act: (toUsd: number) => Promise<unknown>;
}

/** Raises a budget once: for this ticket, or for this day, alone. */
export function RaiseBudget({ about, budget, act }: RaiseProps) {
  const label = (
    <>
      Raise budget<span class="visually-hidden"> of {about}</span>
    </>
  );
  const needs = budget.of === 'day' ? 'raiseDayBudget' : 'raiseTicketBudget';
  const done = (toUsd: number) => `Raised: ${named(budget.of)} of ${about} is ${dollars(toUsd)}`;
  return (
    <AskedAction<number> needs={needs} label={label} look="button" act={act} done={done}>
      {(dialog) => <RaiseDialog about={about} budget={budget} {...dialog} />}
    </AskedAction>
  );
}

/** A day's budget is of a mapping, and of today alone. */
function named(of: 'ticket' | 'day'): string {
  return of === 'day' ? "today's budget" : 'the budget';
}

interface DialogProps extends Pick<RaiseProps, 'about' | 'budget'> {
  onConfirm: (toUsd: number) => void;
  onCancel: () => void;
}

function RaiseDialog({ about, budget, onConfirm, onCancel }: DialogProps) {
  const amount = useSignal(String(Math.ceil(budget.limitUsd + budget.budgetUsd / 2)));
  const id = useId();
  const scope = budget.of === 'ticket' ? 'this ticket' : 'today';
  const asked = { title: `Raise ${named(budget.of)} of ${about}?`, action: 'Raise it', onCancel };
  return (
    <AskingDialog {...asked} onSubmit={() => onConfirm(Number(amount.value))}>
      <p>
        It holds for {scope} alone. <Spent budget={budget} />.
      </p>
      <div class="field">
        <label class="label" for={`${id}-amount`}>
          Dollars
        </label>
        <input
          id={`${id}-amount`}
          type="number"
          required
          step="any"
          min={budget.limitUsd + 0.01}
          max={100_000}
          value={amount.value}
          onInput={(event) => {
            amount.value = event.currentTarget.value;
          }}
        />
      </div>
    </AskingDialog>
  );
}
