import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { SpendingView } from '../../shared/contract/spending-views.ts';
import { count, dollars } from '../format.ts';
import { announce, explain } from '../state.ts';

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
  const isAsking = useSignal(false);
  const error = useSignal<string | undefined>(undefined);
  const go = async (toUsd: number) => {
    isAsking.value = false;
    error.value = undefined;
    try {
      await act(toUsd);
      announce(`The budget of ${about} is ${dollars(toUsd)}`);
    } catch (failure) {
      error.value = explain(failure);
    }
  };
  return (
    <span class="action">
      <button
        type="button"
        class="button"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        Raise budget<span class="visually-hidden"> of {about}</span>
      </button>
      {error.value !== undefined && (
        <span class="field-error" role="alert">
          {error.value}
        </span>
      )}
      {isAsking.value && (
        <RaiseDialog
          about={about}
          budget={budget}
          onConfirm={(toUsd) => void go(toUsd)}
          onCancel={() => {
            isAsking.value = false;
          }}
        />
      )}
    </span>
  );
}

interface DialogProps extends Pick<RaiseProps, 'about' | 'budget'> {
  onConfirm: (toUsd: number) => void;
  onCancel: () => void;
}

function RaiseDialog({ about, budget, onConfirm, onCancel }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const amount = useSignal(String(Math.ceil(budget.limitUsd + budget.budgetUsd / 2)));
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const scope = budget.of === 'ticket' ? 'this ticket' : 'today';
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} onClose={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(Number(amount.value));
        }}
      >
        <h2 id={`${id}-title`}>Raise the budget of {about}?</h2>
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
        <div class="actions end">
          <button type="button" class="button" onClick={onCancel}>
            Leave it
          </button>
          <button type="submit" class="button">
            Raise it
          </button>
        </div>
      </form>
    </dialog>
  );
}
