import type { GitHubTokenAnswer } from '../../shared/contract/runner.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';

/** A token of GitHub that is good for a while, whenever one is asked for: a job may outlive the hour of a token. */
export interface GitHubTokens {
  current(): Promise<GitHubTokenAnswer>;
  /** GitHub does not take it any more. */
  forget(token: string): void;
}

/** One that is good as long as its job is. */
export function fixedToken(token: string): GitHubTokens {
  return { current: async () => ({ token, expiresAt: '', botLogin: '' }), forget() {} };
}

const MARGIN_MS = 10 * MINUTE_MS;

/** Asks `fetchToken` when none is held, or the held one ends in less than ten minutes. `now`: epoch milliseconds. */
export function githubTokens(fetchToken: () => Promise<GitHubTokenAnswer>, now: () => number = Date.now): GitHubTokens {
  let held: Promise<GitHubTokenAnswer> | undefined;
  const renew = () => {
    const pending = fetchToken();
    held = pending;
    pending.catch(() => {
      if (held === pending) held = undefined;
    });
    return pending;
  };
  return {
    async current() {
      const token = await held;
      return token !== undefined && Date.parse(token.expiresAt) - now() > MARGIN_MS ? token : renew();
    },
    forget(token) {
      const pending = held;
      void pending?.then((answer) => {
        if (answer.token === token && held === pending) held = undefined;
      });
    },
  };
}
