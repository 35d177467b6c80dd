import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeFeedback } from '../../../functions/advance-run/follow-ups/take-feedback.ts';
import { wakeUp } from '../../../functions/advance-run/follow-ups/wake-up.ts';
import { githubPullRequestHost } from '../../../shared/adapters/github/github-pull-request-host.ts';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aWorld } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import type { BrokenAnswer } from './broken-answers.ts';
import { FEEDBACK_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What becomes of feedback on a pull request, by each answer of GitHub's.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const RECORD = aPullRequestRecord({ number: 1, mappingId: aMapping().mappingId });
const { owner, repo, number, tracker, ticketId } = RECORD;
const PULL = { owner, repo, number };
const EVENT = { tracker, ticketId, pull: PULL } as const;

const NONE = { totalCount: 0, pageInfo: { hasPreviousPage: false, startCursor: null }, nodes: [] };
const SAID = {
  ...{ fullDatabaseId: '5', author: { __typename: 'User', login: 'ada' }, editor: null, lastEditedAt: null },
  ...{ body: 'The header is missing.', createdAt: '2026-01-05T09:00:00Z', updatedAt: '2026-01-05T09:00:00Z' },
  isMinimized: false,
};
const FEEDBACK = {
  ...{ state: 'OPEN', isDraft: false, headRefName: RECORD.head, headRefOid: 'c1', baseRefName: 'main' },
  commits: { nodes: [{ commit: { oid: 'c1', committedDate: '2026-01-05T08:00:00Z' } }] },
  ...{ comments: { ...NONE, totalCount: 1, nodes: [SAID] }, reviews: NONE, reviewThreads: NONE },
};

/** GitHub's own answers, in as much of its words as is used. */
function own(request: string): BrokenAnswer | undefined {
  const json = (body: object) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (request.endsWith('/graphql')) return json({ data: { repository: { pullRequest: FEEDBACK } } });
  return request.endsWith('/permission') ? json({ permission: 'write' }) : undefined;
}

describe.each(FEEDBACK_QUESTIONS)('where GitHub is asked for $what', ({ asked, of, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const world = await aWorld();
    await world.pullRequests.write(RECORD);
    const host = githubPullRequestHost(github.settings(() => Date.parse(world.clock.now())));
    const deps = { ...world.advance, host };
    await wakeUp(deps, EVENT, 0);
    const answered = github.answer(asked, name, own);
    await takeFeedback(deps, EVENT);

    expect(answered()).toBeGreaterThan(0);
    const { next, lookDueAt } = (await world.pullRequests.read(PULL)) ?? expect.unreachable();
    expect([next, await world.pullRequests.findings(PULL)], of).toEqual([undefined, []]);
    // Only what cannot be known now is looked at again by itself.
    expect(lookDueAt !== undefined).toBe(outcome === 'deferred');
    if (outcome !== 'deferred') return;
    github.answer(/^NOTHING$/, name, own);
    world.clock.advance(HOUR_MS);
    await takeFeedback(deps, EVENT);
    expect((await world.pullRequests.read(PULL))?.next, of).toMatchObject({ requests: [] });
    expect(await world.pullRequests.findings(PULL)).toMatchObject([{ body: 'The header is missing.', state: 'open' }]);
  });
});
