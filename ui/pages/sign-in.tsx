import { useSignal } from '@preact/signals';
import { Mark } from '../parts/brand.tsx';
import { explain, signIn } from '../state.ts';

export function SignInPage() {
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
    <main class="sign-in">
      <form class="card sign-in-card" onSubmit={(event) => void submit(event)}>
        <Mark />
        <h1>AI-Implement</h1>
        <p class="faint">Marked tickets in, reviewed pull requests out.</p>
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
    </main>
  );
}
