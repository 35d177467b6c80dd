import { expect, test } from 'vitest';
import { renewedToken } from '../../shared/adapters/jira/access-token.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';

test('an access token of Jira is read again after five minutes, and at once when it could not be read', async () => {
  let time = 0;
  const answers = ['first', new Error('no answer'), 'second', 'third'];
  const read = async () => {
    const answer = answers.shift() ?? '';
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const token = renewedToken(read, () => time);

  expect(await token()).toBe('first');
  time = 5 * MINUTE_MS - 1;
  expect(await token()).toBe('first');
  time = 5 * MINUTE_MS;
  await expect(token()).rejects.toThrow('no answer');
  expect(await token()).toBe('second');
  expect(answers).toEqual(['third']);
});
