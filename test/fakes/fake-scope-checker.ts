import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { ScopeCheck, Tracker } from '../../shared/ports/tracker.ts';

/** Says what a test wants a tracker to say. */
export interface FakeScopeChecker extends Pick<Tracker, 'check'> {
  answer: ScopeCheck | 'down';
}

export function fakeScopeChecker(): FakeScopeChecker {
  const fake: FakeScopeChecker = {
    answer: { refused: [], problems: [], missingValues: [] },
    async check() {
      if (fake.answer === 'down') throw new ServiceUnavailable('jira', 'outage', 'is down');
      return fake.answer;
    },
  };
  return fake;
}
