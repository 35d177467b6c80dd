import { expect, test } from 'vitest';
import { type LastingRefusal, lastingRefusal } from '../../shared/github/lasting-refusal.ts';

test.each<[number | undefined, string, number | undefined, LastingRefusal | undefined]>([
  [403, 'Repository was archived so is read-only.', undefined, 'archived'],
  [403, 'This installation has been suspended', undefined, 'suspended'],
  [403, 'Resource not accessible by integration', undefined, 'not_permitted'],
  [403, 'Actions has been disabled for this repository.', undefined, 'actions_disabled'],
  [301, 'the repository was renamed or moved', undefined, 'moved'],
  [403, 'You have exceeded a secondary rate limit.', 60_000, undefined],
  [401, 'Bad credentials', undefined, undefined],
  [404, 'Not Found', undefined, undefined],
  [422, 'Validation Failed', undefined, undefined],
  [500, 'Repository was archived so is read-only.', undefined, undefined],
  [undefined, 'This installation has been suspended', undefined, undefined],
])('%s "%s" is %s', (status, message, limitMs, lasting) => {
  expect(lastingRefusal({ status, message, limitMs })).toBe(lasting);
});
