import { signal } from '@preact/signals';
import { ApiProblem, session } from './api.ts';

/** Undefined until the server has told. */
export const isSignedIn = signal<boolean | undefined>(undefined);

/** What screen readers are told; a change is spoken once. */
export const announcement = signal('');

export function announce(text: string): void {
  announcement.value = text;
}

export async function loadSession(): Promise<void> {
  isSignedIn.value = await session.read().then(
    (answer) => answer.isSignedIn,
    () => false,
  );
}

export async function signOut(): Promise<void> {
  await session.signOut();
  isSignedIn.value = false;
}

/** The sentence of a failure; a session that ran out leads back to the sign-in. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.code === 'sign_in_required') isSignedIn.value = false;
  return error.message;
}
