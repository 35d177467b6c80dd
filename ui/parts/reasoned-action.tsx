import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { AskedAction, AskingDialog } from './asked-action.tsx';

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

/** A button for what destroys something: it asks first, and for a reason, which goes with it. */
export function ReasonedAction({ label, about, look = 'plain', done, act, ...asked }: ReasonedActionProps) {
  const named = (
    <>
      {label}
      {about !== undefined && <span class="visually-hidden"> {about}</span>}
    </>
  );
  const button = look === 'danger' ? 'button danger' : 'button plain danger-text';
  return (
    <AskedAction<string> label={named} look={button} act={act} done={() => done}>
      {(dialog) => <ReasonDialog {...asked} {...dialog} />}
    </AskedAction>
  );
}

interface ReasonDialogProps extends Pick<ReasonedActionProps, 'title' | 'text' | 'action'> {
  onConfirm: (reason: string) => void;
  onCancel: () => void;
}

function ReasonDialog({ title, text, action, onConfirm, onCancel }: ReasonDialogProps) {
  const reason = useSignal('');
  const id = useId();
  const confirm = () => {
    if (reason.value.trim() !== '') onConfirm(reason.value.trim());
  };
  return (
    <AskingDialog title={title} action={action} look="button danger" onSubmit={confirm} onCancel={onCancel}>
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
    </AskingDialog>
  );
}
