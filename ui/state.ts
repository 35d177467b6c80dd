import { signal } from '@preact/signals';
import { ApiProblem, forgetAll, hasAnswers, session } from './api.ts';

/** Undefined until the server has told. */
export const isSignedIn = signal<boolean | undefined>(undefined);

/** The session ended while a page was open: it stays as it is under the sign-in, with all that was typed. */
export const isExpired = signal(false);

/** What screen readers are told; a change is spoken once. */
export const announcement = signal('');

export function announce(text: string): void {
  announcement.value = text;
}

/** Whether a browser had a session when it was last here: then the page is shown without asking first. */
const SIGNED_IN = 'ai-implement-signed-in';

export async function loadSession(): Promise<void> {
  const isLikely = localStorage.getItem(SIGNED_IN) !== null;
  isSignedIn.value =
    isLikely ||
    (await session.read().then(
      (answer) => answer.isSignedIn,
      () => false,
    ));
}

export async function signIn(accessCode: string): Promise<void> {
  isSignedIn.value = (await session.signIn(accessCode)).isSignedIn;
  isExpired.value = false;
  localStorage.setItem(SIGNED_IN, 'yes');
}

export async function signOut(): Promise<void> {
  await session.signOut();
  forget();
}

function forget(): void {
  localStorage.removeItem(SIGNED_IN);
  forgetAll();
  isExpired.value = false;
  isSignedIn.value = false;
}

/** The sentence of a failure; a session that ran out leads back to the sign-in, over the page where there is one. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.code === 'sign_in_required') {
    if (hasAnswers()) isExpired.value = true;
    else forget();
  }
  return error.message;
}
