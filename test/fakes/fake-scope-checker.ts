import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { LabelChecker, ScopeCheck, ScopeChecker } from '../../shared/ports/tracker.ts';

/** Says what a test wants a tracker to say. */
export interface FakeScopeChecker extends ScopeChecker, LabelChecker {
  answer: ScopeCheck | 'down';
}

export function fakeScopeChecker(): FakeScopeChecker {
  const answer = async () => {
    if (fake.answer === 'down') throw new ServiceUnavailable('jira', 'outage', 'is down');
    return fake.answer;
  };
  const fake: FakeScopeChecker = { answer: { problems: [], missingValues: [] }, check: answer, checkLabels: answer };
  return fake;
}
