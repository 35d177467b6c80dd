import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateOperations } from '../../../functions/sync-templates/template-operations.ts';
import { githubCodeHost } from '../../../shared/adapters/github/github-code-host.ts';
import { problemAnswer } from '../../../shared/runtime/problem.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTemplatesWorld } from '../../functions/sync-templates/a-templates-world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import { repositoryAnswered } from './github-repository.ts';
import { cellsOf, type GitHubTable, MADE, REFUSED } from './github-words.ts';

// What an admin is answered who brings the templates into a repository, by each answer of GitHub's to some of its questions.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

async function aSync() {
  const world = await aTemplatesWorld();
  const codeHost = githubCodeHost(github.settings(github.clock.now));
  const params = { mappingId: aMapping().mappingId };
  return { world, sync: () => templateOperations({ ...world, codeHost }).syncTemplates({ params }) };
}

const QUESTIONS: [string, RegExp, isStanding: boolean, GitHubTable][] = [
  ['the branch', /\/branches\/main$/, false, REFUSED],
  ['our branch', /^GET .*\/git\/ref\//, false, MADE],
  ['a new pull request', /^POST .*\/pulls$/, false, REFUSED],
  ['our newest commit', /^GET .*\/git\/commits\/c2$/, true, MADE],
  ['our branch moved', /^PATCH .*\/git\/refs\//, true, REFUSED],
];

describe.each(QUESTIONS)('where GitHub is asked for %s', (_, asked, isStanding, table) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, sync } = await aSync();
    const answered = github.answer(asked, name, (request) => repositoryAnswered(request, isStanding));
    const answer = await sync().catch((thrown: unknown) => problemAnswer(thrown, 'request'));

    expect(answered()).toBeGreaterThan(0);
    expect(answer).toMatchObject(
      outcome === 'value' ? { prUrl: expect.any(String) } : { statusCode: outcome === 'deferred' ? 503 : 409 },
    );
    // Only a pull request that stands is told of.
    const entries = await world.audit.ofDay(world.clock.now().slice(0, 10));
    expect(entries).toHaveLength(outcome === 'value' ? 1 : 0);
    expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
  });
});
