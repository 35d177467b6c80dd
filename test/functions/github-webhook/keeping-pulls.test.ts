import { expect, test } from 'vitest';
import { keepingPulls } from '../../../functions/github-webhook/keeping-pulls.ts';
import type { NamedPullRequest, PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';

const PULL = { owner: 'Acme', repo: 'backend', number: 7, repositoryId: '1' };
const OURS = aPullRequestRecord({ owner: 'acme', repo: 'backend', number: 7, repositoryId: '1' });

/** A store that answers what it is told to, and counts. */
function pulls(answer: (pull: NamedPullRequest) => PullRequestRecord | undefined) {
  let reads = 0;
  const read = async (pull: NamedPullRequest) => {
    reads += 1;
    return answer(pull);
  };
  const known = keepingPulls({ read, ofHead: async () => undefined });
  return { ...known, reads: () => reads };
}

test('whose a pull request is, is read once', async () => {
  const known = pulls(() => OURS);
  const { tracker, ticketId } = OURS;

  const answers = [await known.read(PULL), await known.read({ ...PULL, owner: 'acme' }), await known.read(PULL)];

  expect(known.reads()).toBe(1);
  for (const answer of answers) expect(answer).toMatchObject({ tracker, ticketId, owner: 'acme', number: 7 });
});

test('that one is none of ours is asked each time, since its record may come', async () => {
  let record: PullRequestRecord | undefined;
  const known = pulls(() => record);

  expect(await known.read(PULL)).toBeUndefined();
  record = OURS;
  expect(await known.read(PULL)).toMatchObject({ ticketId: OURS.ticketId });
});

test.each([
  ['of another repository of that name', { ...PULL, repositoryId: '2' }],
  ['of another number', { ...PULL, number: 8 }],
  ['that nobody gave the number of a repository', { ...PULL, repositoryId: undefined }],
])('a pull request %s is not taken for one that is known', async (_, other) => {
  const known = pulls(({ repositoryId, number }) => (repositoryId === '1' && number === 7 ? OURS : undefined));
  await known.read(PULL);

  expect(await known.read(other)).toBeUndefined();
});

test('a record without the number of its repository is read each time', async () => {
  const known = pulls(() => aPullRequestRecord({ ...OURS, repositoryId: undefined }));
  await known.read(PULL);
  await known.read(PULL);

  expect(known.reads()).toBe(2);
});

test('what is kept has a bound, and the oldest goes first', async () => {
  const known = pulls((pull) => aPullRequestRecord({ ...pull }));
  for (let number = 1; number <= 5001; number += 1) await known.read({ ...PULL, number });
  await known.read({ ...PULL, number: 5001 });
  expect(known.reads()).toBe(5001);

  await known.read({ ...PULL, number: 1 });
  expect(known.reads()).toBe(5002);
});
