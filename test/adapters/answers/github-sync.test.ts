import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateOperations } from '../../../functions/sync-templates/template-operations.ts';
import { githubCodeHost } from '../../../shared/adapters/github/github-code-host.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { instant } from '../../../shared/domain/time.ts';
import { problemAnswer } from '../../../shared/runtime/problem.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunRequest } from '../../builders/a-run-request.ts';
import { aTemplatesWorld } from '../../functions/sync-templates/a-templates-world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import { SYNC_QUESTIONS } from './github-questions.ts';
import { repositoryAnswered } from './github-repository.ts';
import { cellsOf } from './github-words.ts';

// What an admin is answered who brings the templates into a repository, by each answer of GitHub's to each of its questions.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
  // One run that is over, whose jobs are looked at.
  const run = aRun({ reservedAt: instant(github.clock.now()) });
  await githubExecutor(github.settings(github.clock.now)).dispatch(run, aRunRequest(run));
  for (const each of github.simulator.runs()) Object.assign(each, { status: 'completed' });
});
afterAll(() => github?.stop());

/** Whose prompt is read too. */
const ON_BEDROCK = {
  provider: 'bedrock',
  awsRegion: 'us-east-1',
  bedrockModelId: 'us.anthropic.claude-sonnet-4-6',
} as const;

async function aSync() {
  const world = await aTemplatesWorld(ON_BEDROCK);
  const codeHost = githubCodeHost(github.settings(github.clock.now));
  const params = { mappingId: aMapping().mappingId };
  return { world, sync: () => templateOperations({ ...world, codeHost }).syncTemplates({ params }) };
}

describe.each(SYNC_QUESTIONS)('where GitHub is asked for $what', ({ asked, isStanding, table, missing }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, sync } = await aSync();
    const answered = github.answer(asked, name, (request) => repositoryAnswered(request, isStanding));
    const answer = await sync().catch((thrown: unknown) => problemAnswer(thrown, 'request'));

    expect(answered()).toBeGreaterThan(0);
    const isSynced = outcome === 'value' || outcome === 'gone';
    expect(answer).toMatchObject(
      isSynced ? { prUrl: expect.any(String) } : { statusCode: outcome === 'deferred' ? 503 : 409 },
    );
    // What is not there is named: the repository itself is, since a token for it was given.
    if (name === 'told 404' && !isSynced) expect(codeOf(answer)).toBe(missing);
    // Only a pull request that stands is told of.
    const entries = await world.audit.ofDay(world.clock.now().slice(0, 10));
    expect(entries).toHaveLength(isSynced ? 1 : 0);
    expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
  });
});

function codeOf(answer: object): unknown {
  return 'body' in answer ? JSON.parse(String(answer.body)).code : undefined;
}
