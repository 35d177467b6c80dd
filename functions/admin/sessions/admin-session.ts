import type { AdminDeps } from '../admin-deps.ts';
import { signIn } from './sign-in.ts';

type Deps = Parameters<typeof signIn>[0];

/** The session as the router needs it: who signs in gets a secret, and every later request shows it. */
export function adminSession(deps: Deps) {
  return {
    signIn: (input: { accessCode: string; address: string }) => signIn(deps, input),
    isSignedIn: (secret: string) => isSignedIn(deps, secret),
    signOut: (secret: string) => deps.sessions.remove(deps.keys.hash(secret)),
  };
}

function isSignedIn(deps: Pick<AdminDeps, 'sessions' | 'keys' | 'clock'>, secret: string): Promise<boolean> {
  return deps.sessions.isValid(deps.keys.hash(secret), deps.clock.now());
}
