import { signal } from '@preact/signals';
import type { OperationName } from '../shared/contract/admin.ts';
import { mayAct, ROLES, type Role } from '../shared/contract/admin-access.ts';
import { ADMIN_ROUTES } from '../shared/contract/admin-routes.ts';
import type { SessionView } from '../shared/contract/admin-session.ts';
import { ApiProblem, forgetAll, hasAnswers, session } from './api.ts';

/** Of whoever is signed in; undefined until the server has told. */
export const role = signal<Role | 'nobody' | undefined>(undefined);

/** Whether whoever is signed in may do this: what they may not is not offered. The API decides. */
export function may(name: OperationName): boolean {
  const { value } = role;
  return value !== undefined && value !== 'nobody' && mayAct(value, ADMIN_ROUTES[name].role);
}

/** The session ended while a page was open: it stays as it is under the sign-in, with all that was typed. */
export const isExpired = signal(false);

/** What screen readers are told; a change is spoken once. */
export const announcement = signal('');

export function announce(text: string): void {
  announcement.value = text;
}

/** The role of the session that a browser had when it was last here: then the page is shown without asking first. */
const SIGNED_IN = 'ai-implement-signed-in';

export async function loadSession(): Promise<void> {
  const likely = ROLES.find((one) => one === localStorage.getItem(SIGNED_IN));
  if (likely === undefined) await session.read().then(take, forget);
  else role.value = likely;
}

export async function signIn(accessCode: string): Promise<void> {
  take(await session.signIn(accessCode));
}

function take({ role: given }: SessionView): void {
  if (given === undefined) {
    forget();
    return;
  }
  role.value = given;
  isExpired.value = false;
  localStorage.setItem(SIGNED_IN, given);
}

export async function signOut(): Promise<void> {
  await session.signOut();
  forget();
}

function forget(): void {
  localStorage.removeItem(SIGNED_IN);
  forgetAll();
  isExpired.value = false;
  role.value = 'nobody';
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
