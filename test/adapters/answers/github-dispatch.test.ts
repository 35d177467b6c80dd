import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorld, BUCKET, type World } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import type { Outcome } from './broken-answers.ts';
import { DISPATCH_QUESTIONS } from './github-questions.ts';
import { cellsOf, type GitHubAnswer, PASSED } from './github-words.ts';

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const ORDER = /\/dispatches$/;

/** One candidate through dispatch-run, with everything faked but the executor. */
async function dispatched(path: RegExp, name: GitHubAnswer): Promise<{ world: World; orders: number }> {
  let orders = 0;
  const answered = github.answer(path, name, (request) => {
    if (ORDER.test(request)) orders += 1;
    return undefined;
  });
  const world = await aWorld();
  const executor = githubExecutor(github.settings(() => Date.parse(world.clock.now())));
  await dispatchRun({ ...world.dispatch, executor }, aCandidate());
  return { world, orders: ORDER.source === path.source ? answered() : orders };
}

/** What became of it, by what stands afterwards. */
async function outcomeIn(world: World): Promise<Outcome | undefined> {
  const run = await world.runs.read(aCandidate().runId);
  const isSuspended = (await world.mappings.read(aMapping().mappingId))?.suspended !== undefined;
  if (isSuspended) return run?.failure?.kind === 'mapping' ? 'refused(mapping)' : undefined;
  if (run?.failure?.kind === 'substance') return 'refused(ticket)';
  if (run?.status === 'dispatched') return 'value';
  return run?.status === 'reserved' ? 'deferred' : undefined;
}

describe.each(DISPATCH_QUESTIONS)('where GitHub is asked for $what', ({ asked: path, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, orders } = await dispatched(path, name);

    expect(await outcomeIn(world)).toBe(outcome);
    // Whoever has no token orders nothing.
    expect(orders).toBe(ORDER.source === path.source || table === PASSED ? 1 : 0);
    if (outcome !== 'deferred') return;
    const { runId } = aCandidate();
    expect((await world.buckets.read(BUCKET))?.slots).toMatchObject({ [aTicket().ticketId]: { runId } });
    expect(await world.timers.due('9999-01-01T00:00:00.000Z', 10)).toMatchObject([{ kind: 'check-run', runId }]);
  });
});
