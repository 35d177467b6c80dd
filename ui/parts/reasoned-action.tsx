import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { announce, explain } from '../state.ts';

interface ReasonedActionProps {
  label: string;
  /** Tells screen readers which of several. */
  about?: string;
  /** What the dialog asks. */
  title: string;
  /** What follows from it. */
  text: string;
  /** What the button of the dialog says. */
  action: string;
  /** What is announced once it is done. */
  done: string;
  /** @default plain */
  look?: 'plain' | 'danger';
  act: (reason: string) => Promise<unknown>;
}

/** A button for what destroys something: it asks first, and for a reason, which goes with it. What was refused is said beside it. */
export function ReasonedAction({ label, about, look = 'plain', done, act, ...asked }: ReasonedActionProps) {
  const isAsking = useSignal(false);
  const error = useSignal<string | undefined>(undefined);
  const go = async (reason: string) => {
    isAsking.value = false;
    error.value = undefined;
    try {
      await act(reason);
      announce(done);
    } catch (failure) {
      error.value = explain(failure);
    }
  };
  return (
    <span class="action">
      <button
        type="button"
        class={look === 'danger' ? 'button danger' : 'button plain danger-text'}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {label}
        {about !== undefined && <span class="visually-hidden"> {about}</span>}
      </button>
      {error.value !== undefined && (
        <span class="field-error" role="alert">
          {error.value}
        </span>
      )}
      {isAsking.value && (
        <ReasonDialog
          {...asked}
          onConfirm={(reason) => void go(reason)}
          onCancel={() => {
            isAsking.value = false;
          }}
        />
      )}
    </span>
  );
}

interface ReasonDialogProps extends Pick<ReasonedActionProps, 'title' | 'text' | 'action'> {
  onConfirm: (reason: string) => void;
  onCancel: () => void;
}

function ReasonDialog({ title, text, action, onConfirm, onCancel }: ReasonDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useSignal('');
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} onClose={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.value.trim() !== '') onConfirm(reason.value.trim());
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        <p>{text}</p>
        <div class="field">
          <label class="label" for={`${id}-reason`}>
            Reason
          </label>
          <input
            id={`${id}-reason`}
            type="text"
            autocomplete="off"
            required
            maxLength={300}
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
            }}
          />
          <p class="hint">It stands in the audit log, and on the tickets that it concerns.</p>
        </div>
        <div class="actions end">
          <button type="button" class="button" onClick={onCancel}>
            Leave it
          </button>
          <button type="submit" class="button danger">
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
