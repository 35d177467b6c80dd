import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAtTicket } from '../../../functions/advance-run/look-at-ticket.ts';
import { githubPullRequestHost } from '../../../shared/adapters/github/github-pull-request-host.ts';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import { REVIEW_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What becomes of a ticket in review that is marked anew, by each answer of GitHub's about its pull request.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const prUrl = 'https://github.test/acme/backend/pull/1';

describe.each(REVIEW_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const world = await aWorld();
    const shownAt = plus(world.clock.now(), -HOUR_MS);
    await world.tickets.write(aTicketRecord({ status: 'pr_ready', shownStage: 'pr_ready', shownAt, prUrl }));
    const host = githubPullRequestHost(github.settings(() => Date.parse(world.clock.now())));
    const answered = github.answer(asked, name);
    await lookAtTicket({ ...world.advance, host }, aTicket());

    expect(answered()).toBeGreaterThan(0);
    const { status } = (await world.tickets.read(aTicket())) ?? {};
    expect(status).toBe(outcome === 'gone' ? 'ready' : 'pr_ready');
  });
});
