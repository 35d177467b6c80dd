import type { PullRequestState, PullRequests } from '../../shared/ports/pull-requests.ts';
import { type Faults, faults } from './faults.ts';

export interface FakePullRequests extends PullRequests {
  faults: Pick<Faults, 'failOnce' | 'goDown' | 'comeUp'>;
  /** People merge or close it; one that nobody touched is open. */
  put(prUrl: string, state: PullRequestState): void;
  /** Addresses that were asked for. */
  asked: string[];
}

export function fakePullRequests(): FakePullRequests {
  const states = new Map<string, PullRequestState>();
  const service = faults('github');
  const asked: string[] = [];
  return {
    faults: service,
    asked,
    put: (prUrl, state) => void states.set(prUrl, state),
    state: (prUrl) =>
      service.around('state', () => {
        asked.push(prUrl);
        return states.get(prUrl) ?? 'open';
      }),
  };
}
