import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { ScopeCheck, ScopeChecker } from '../../shared/ports/tracker.ts';

/** Says what a test wants Jira to say. */
export interface FakeScopeChecker extends ScopeChecker {
  answer: ScopeCheck | 'down';
}

export function fakeScopeChecker(): FakeScopeChecker {
  const fake: FakeScopeChecker = {
    answer: { problems: [], missingValues: [] },
    async check() {
      if (fake.answer === 'down') throw new ServiceUnavailable('jira', 'outage', 'is down');
      return fake.answer;
    },
  };
  return fake;
}
