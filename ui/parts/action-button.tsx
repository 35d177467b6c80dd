import { useSignal } from '@preact/signals';
import type { OperationName } from '../../shared/contract/admin.ts';
import { announce, explain, may } from '../state.ts';

interface ActionButtonProps {
  /** What it does: it is there for those alone who may. */
  needs: OperationName;
  label: string;
  /** Tells screen readers which of several. */
  about?: string;
  /** Its classes. @default button */
  look?: string;
  /** What is announced once it is done. */
  done: string;
  act: () => Promise<unknown>;
}

/** A button that acts on the server, shows that it is at work, and says beside itself what was refused. */
export function ActionButton({ needs, label, about, look = 'button', done, act }: ActionButtonProps) {
  const isBusy = useSignal(false);
  const error = useSignal<string | undefined>(undefined);
  const click = async () => {
    isBusy.value = true;
    error.value = undefined;
    try {
      await act();
      announce(done);
    } catch (failure) {
      error.value = explain(failure);
    } finally {
      isBusy.value = false;
    }
  };
  if (!may(needs)) return null;
  return (
    <span class="action">
      <button type="button" class={look} disabled={isBusy.value} onClick={() => void click()}>
        {label}
        {about !== undefined && <span class="visually-hidden"> of {about}</span>}
      </button>
      {error.value !== undefined && (
        <span class="field-error" role="alert">
          {error.value}
        </span>
      )}
    </span>
  );
}
