import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveToken } from '../../../functions/equip-runner/give-token.ts';
import { repositoryAccess } from '../../../shared/adapters/github/repository-access.ts';
import { problemAnswer } from '../../../shared/runtime/problem.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aWorld } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import { TOKEN_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What a runner is answered that asks for its token, by each answer of GitHub's to what that takes.

let github: AnsweredGitHub;
let repository_id: string;
const access = () => repositoryAccess(github.settings(github.clock.now));
beforeAll(async () => {
  github = await startAnsweredGitHub();
  repository_id = await access().repositoryId(aRun());
});
afterAll(() => github?.stop());

/** A run that passed the gate, whose job asks. */
async function aWorldThatAsks() {
  const world = await aWorld();
  const run = aRun({ status: 'running', sessionKeyHash: 'hash of its key' });
  await world.runs.reserve(run);
  const claims = { runId: run.runId, phase: run.phase };
  const request = { claims, sessionKey: 'its key', oidcToken: oidcTokenOf(aWorkflowClaims({ repository_id })) };
  const deps = { ...world.equip, repositories: access() };
  return { world, before: await world.runs.read(run.runId), ask: () => giveToken(deps, request) };
}

describe.each(TOKEN_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, before, ask } = await aWorldThatAsks();
    const answered = github.answer(asked, name);
    const error = await ask().catch((thrown: unknown) => thrown);

    expect(problemAnswer(error, 'request').statusCode).toBe(outcome === 'deferred' ? 503 : 409);
    expect(answered()).toBeGreaterThan(0);
    // Whoever asks, and is told no, may ask again: nothing of the run changes.
    expect(await world.runs.read(aRun().runId)).toEqual(before);
    expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
    github.recover();
    if (outcome === 'deferred') expect((await ask()).token).toMatch(/^ghs_/);
  });
});
