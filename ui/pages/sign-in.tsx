import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Mark } from '../parts/brand.tsx';
import { explain, signIn } from '../state.ts';

export function SignInPage() {
  return (
    <main class="sign-in">
      <SignInForm />
    </main>
  );
}

/** Over a page whose session ended: nothing that was typed there is lost. */
export function SignInAgain() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog bare" aria-label="Sign in again" onCancel={(event) => event.preventDefault()}>
      <SignInForm note="The session has ended. Sign in again: this page stays as it is." />
    </dialog>
  );
}

function SignInForm({ note = 'Marked tickets in, reviewed pull requests out.' }: { note?: string }) {
  const accessCode = useSignal('');
  const error = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    try {
      await signIn(accessCode.value.trim());
    } catch (failure) {
      error.value = explain(failure);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form class="card sign-in-card" onSubmit={(event) => void submit(event)}>
      <Mark />
      <h1>AI-Implement</h1>
      <p class="faint">{note}</p>
      <label class="field">
        <span class="label">Access code</span>
        <input
          type="password"
          name="accessCode"
          autocomplete="current-password"
          required
          value={accessCode.value}
          aria-invalid={error.value !== undefined}
          aria-describedby="sign-in-error"
          onInput={(event) => {
            accessCode.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="field-error" id="sign-in-error" role="alert">
        {error.value}
      </p>
      <button type="submit" class="button primary wide" disabled={isBusy.value}>
        {isBusy.value ? 'Signing in …' : 'Sign in'}
      </button>
    </form>
  );
}
