import type { AdminDeps } from '../admin-deps.ts';

type Deps = Pick<AdminDeps, 'accessCode' | 'throttle' | 'sessions' | 'audit' | 'keys' | 'clock' | 'ids'>;

/**
 * The session as the router needs it: who signs in gets a secret, and every later request shows it. Signing in is loaded with the first
 * who does.
 */
export function adminSession(deps: Deps) {
  return {
    signIn: async (input: { accessCode: string; address: string }) =>
      (await import('./sign-in.ts')).signIn(deps, input),
    find: (secret: string) => deps.sessions.read(deps.keys.hash(secret), deps.clock.now()),
    signOut: (secret: string) => deps.sessions.remove(deps.keys.hash(secret)),
  };
}
