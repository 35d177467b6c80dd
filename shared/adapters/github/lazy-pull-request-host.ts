import type { PullRequestHost } from '../../ports/pull-request-host.ts';
import type { RepositoryAccessSettings } from './repository-access.ts';

/** Pull requests on GitHub, loaded with the first question: most events ask none. */
export function lazyPullRequestHost(settings: RepositoryAccessSettings): PullRequestHost {
  let loading: Promise<PullRequestHost> | undefined;
  const host = () => {
    loading ??= import('./github-pull-request-host.ts').then((made) => made.githubPullRequestHost(settings));
    return loading;
  };
  return {
    mayWrite: async (...args) => (await host()).mayWrite(...args),
    comment: async (...args) => (await host()).comment(...args),
    read: async (...args) => (await host()).read(...args),
    markSeen: async (...args) => (await host()).markSeen(...args),
    say: async (...args) => (await host()).say(...args),
  };
}
