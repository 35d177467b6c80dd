import { type Signal, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { OperationName } from '../../shared/contract/admin.ts';
import { AskedAction, AskingDialog } from './asked-action.tsx';

interface ReasonedActionProps {
  /** What it does. */
  needs: OperationName;
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
  /** What people are asked to write. @default a reason of a line */
  asked?: Asked;
  act: (reason: string) => Promise<unknown>;
}

interface Asked {
  label: string;
  hint: string;
  maxLength: number;
  isLong: boolean;
}

const REASON: Asked = {
  label: 'Reason',
  hint: 'It stands in the audit log, and on the tickets that it concerns.',
  maxLength: 300,
  isLong: false,
};

/** A button for what destroys something: it asks first, and for a reason, which goes with it; what was typed is there again where that failed. */
export function ReasonedAction({ needs, label, about, look = 'plain', done, act, ...shown }: ReasonedActionProps) {
  const typed = useSignal('');
  const named = (
    <>
      {label}
      {about !== undefined && <span class="visually-hidden"> {about}</span>}
    </>
  );
  const button = look === 'danger' ? 'button danger' : 'button plain danger-text';
  const actAndForget = async (reason: string) => {
    await act(reason);
    typed.value = '';
  };
  return (
    <AskedAction<string> needs={needs} label={named} look={button} act={actAndForget} done={() => done}>
      {(dialog) => <ReasonDialog {...shown} {...dialog} typed={typed} />}
    </AskedAction>
  );
}

interface ReasonDialogProps extends Pick<ReasonedActionProps, 'title' | 'text' | 'action' | 'asked'> {
  typed: Signal<string>;
  onConfirm: (reason: string) => void;
  onCancel: () => void;
}

function ReasonDialog({ title, text, action, asked = REASON, typed, onConfirm, onCancel }: ReasonDialogProps) {
  const Field = asked.isLong ? 'textarea' : 'input';
  const id = useId();
  const confirm = () => {
    if (typed.value.trim() !== '') onConfirm(typed.value.trim());
  };
  return (
    <AskingDialog title={title} action={action} look="button danger" onSubmit={confirm} onCancel={onCancel}>
      <p>{text}</p>
      <div class="field">
        <label class="label" for={`${id}-reason`}>
          {asked.label}
        </label>
        <Field
          id={`${id}-reason`}
          autocomplete="off"
          required
          maxLength={asked.maxLength}
          value={typed.value}
          onInput={(event: InputEvent & { currentTarget: { value: string } }) => {
            typed.value = event.currentTarget.value;
          }}
        />
        <p class="hint">{asked.hint}</p>
      </div>
    </AskingDialog>
  );
}
