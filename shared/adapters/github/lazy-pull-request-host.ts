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
    mayWrite: async (...asked) => (await host()).mayWrite(...asked),
    comment: async (...asked) => (await host()).comment(...asked),
    read: async (...asked) => (await host()).read(...asked),
    markSeen: async (...asked) => (await host()).markSeen(...asked),
    say: async (...asked) => (await host()).say(...asked),
  };
}
