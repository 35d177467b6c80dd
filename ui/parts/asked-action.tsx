import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { OperationName } from '../../shared/contract/admin.ts';
import { announce, explain, may } from '../state.ts';

interface AskedActionProps<Answer> {
  /** What it does: it is there for those alone who may. */
  needs: OperationName;
  label: ComponentChildren;
  /** Classes of the button. */
  look: string;
  act: (answer: Answer) => Promise<unknown>;
  /** What is announced once it is done. */
  done: (answer: Answer) => string;
  /** The dialog, while it is asked. */
  children: (dialog: { onConfirm: (answer: Answer) => void; onCancel: () => void }) => ComponentChildren;
}

/** A button that asks before it acts. What was refused is said beside it. */
export function AskedAction<Answer>({ needs, label, look, act, done, children }: AskedActionProps<Answer>) {
  const isAsking = useSignal(false);
  const error = useSignal<string | undefined>(undefined);
  const ask = (isAsked: boolean) => {
    isAsking.value = isAsked;
  };
  const go = async (answer: Answer) => {
    ask(false);
    error.value = undefined;
    try {
      await act(answer);
      announce(done(answer));
    } catch (failure) {
      error.value = explain(failure);
    }
  };
  if (!may(needs)) return null;
  return (
    <span class="action">
      <button type="button" class={look} onClick={() => ask(true)}>
        {label}
      </button>
      {error.value !== undefined && (
        <span class="field-error" role="alert">
          {error.value}
        </span>
      )}
      {isAsking.value && children({ onConfirm: (answer) => void go(answer), onCancel: () => ask(false) })}
    </span>
  );
}

interface AskingDialogProps {
  title: ComponentChildren;
  /** What the button says that goes on. */
  action: string;
  look?: string;
  onSubmit: () => void;
  onCancel: () => void;
  /** Between its title and its buttons. */
  children: ComponentChildren;
}

/** The dialog of such a button: one form, left by Escape too. */
export function AskingDialog({ title, action, look = 'button', onSubmit, onCancel, children }: AskingDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} onClose={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        <div class="actions end">
          <button type="button" class="button" onClick={onCancel}>
            Leave it
          </button>
          <button type="submit" class={look}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
