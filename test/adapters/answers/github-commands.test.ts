import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerPullRequest } from '../../../functions/advance-run/follow-ups/answer-pull-request.ts';
import { listMoved } from '../../../functions/advance-run/follow-ups/list-moved.ts';
import { takeComment } from '../../../functions/advance-run/follow-ups/take-comment.ts';
import { githubPullRequestHost } from '../../../shared/adapters/github/github-pull-request-host.ts';
import type { WantedAnswer } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aWorld } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import type { BrokenAnswer } from './broken-answers.ts';
import { ANSWER_QUESTIONS, COMMAND_QUESTIONS, MOVED_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What becomes of a command on a pull request, and of what is to be said there, by each answer of GitHub's.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const COMMENT = { kind: 'conversation', commentId: '5' } as const;
const RECORD = aPullRequestRecord({ number: 1, mappingId: aMapping().mappingId });
const { owner, repo, number } = RECORD;
const PULL = { owner, repo, number };

/** GitHub's own answers, in as much of its words as is used. */
function own(request: string): BrokenAnswer | undefined {
  const json = (status: number, body: object) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const user = { login: 'ada' };
  const written = { user, body: '/ai-implement', created_at: '2026-01-05T09:00:00Z' };
  if (request.endsWith('/permission')) return json(200, { permission: 'write' });
  if (request.endsWith('/issues/comments/5')) return json(200, { ...written, issue_url: 'https://api.test/issues/1' });
  if (request.endsWith('/pulls/1')) {
    const repository = { id: 1, name: 'backend', owner: { login: 'acme' } };
    const branches = { head: { ref: RECORD.head, sha: 'c1' }, base: { ref: 'main', repo: repository } };
    return json(200, { state: 'open', merged: false, ...branches });
  }
  if (request.includes('/pulls?')) {
    const moved = { state: 'closed', merged_at: '2026-01-05T09:00:00Z', updated_at: '2026-01-05T09:00:00Z' };
    return json(200, request.endsWith('page=1') ? [{ number: 1, ...moved, base: { ref: 'main' } }] : []);
  }
  if (request.startsWith('GET') && request.includes('/issues/1/comments')) return json(200, []);
  return request.startsWith('POST') && /\/(reactions|comments)$/.test(request) ? json(201, {}) : undefined;
}

async function aWorldBehindGitHub(wanted: WantedAnswer[] = []) {
  const world = await aWorld();
  await world.pullRequests.write({ ...RECORD, wanted });
  const host = githubPullRequestHost(github.settings(() => Date.parse(world.clock.now())));
  return { world, deps: { ...world.advance, host }, record: () => world.pullRequests.read(PULL) };
}

describe.each(COMMAND_QUESTIONS)('where GitHub is asked for $what', ({ asked, of, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, deps, record } = await aWorldBehindGitHub();
    const { tracker, ticketId } = RECORD;
    const command = { tracker, ticketId, pull: PULL, comment: COMMENT, author: { login: 'ada', isInsider: true } };
    const answered = github.answer(asked, name, own);
    await takeComment(deps, command);

    expect(answered()).toBeGreaterThan(0);
    const { next, seenComments } = (await record()) ?? expect.unreachable();
    expect(next).toBeUndefined();
    const timers = world.timers.waiting().map(({ kind }) => kind);
    // Only what cannot be known now is asked again; what is gone or refused is done with, whoever may write or not.
    expect(timers.includes('take-comment')).toBe(outcome === 'deferred');
    expect(seenComments).toEqual(outcome === 'deferred' ? [] : ['conversation:5']);
    if (outcome !== 'deferred') return;
    github.answer(/^NOTHING$/, name, own);
    await takeComment(deps, command);
    expect((await record())?.next, of).toMatchObject({ requests: [{ by: 'ada' }] });
  });
});

describe.each(MOVED_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, deps } = await aWorldBehindGitHub();
    const { tracker, ticketId } = RECORD;
    const since = world.clock.now();
    const timer = { kind: 'list-moved', dueAt: since, since, tracker, ticketId, pull: PULL } as const;
    const answered = github.answer(asked, name, own);
    await listMoved(deps, timer);

    expect(answered()).toBeGreaterThan(0);
    const isDeferred = outcome === 'deferred';
    expect(world.timers.waiting()).toMatchObject(isDeferred ? [{ ...timer, dueAt: expect.any(String) }] : []);
    github.answer(/^NOTHING$/, name, own);
    await listMoved(deps, timer);
    const woken = world.timers.waiting().filter(({ kind }) => kind === 'read-pull-request');
    expect(woken).toMatchObject([{ pull: PULL }]);
  });
});

const SAY: WantedAnswer = { what: 'say', answerId: 'run-1', body: 'It failed.' };
const SEEN: WantedAnswer = { what: 'seen', ...COMMENT };

describe.each(ANSWER_QUESTIONS)('where GitHub is asked for $what', ({ asked, of, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const wanted = of.endsWith('markSeen') ? SEEN : SAY;
    const { world, deps, record } = await aWorldBehindGitHub([wanted]);
    const answered = github.answer(asked, name, own);
    await answerPullRequest(deps, { pull: PULL });

    expect(answered()).toBeGreaterThan(0);
    const isOver = outcome === 'value' || outcome === 'gone';
    expect((await record())?.wanted).toEqual(isOver ? [] : [wanted]);
    expect(world.timers.waiting().map(({ kind }) => kind)).toEqual(isOver ? [] : ['answer-pull-request']);
    github.answer(/^NOTHING$/, name, own);
    await answerPullRequest(deps, { pull: PULL });
    expect((await record())?.wanted).toEqual([]);
  });
});
