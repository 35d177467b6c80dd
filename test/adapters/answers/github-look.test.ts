import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAtMapping } from '../../../functions/advance-run/mappings/look-at-mapping.ts';
import { repositoryAccess } from '../../../shared/adapters/github/repository-access.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aWorld } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import { LOOK_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What becomes of a mapping whose repository is looked at, by each answer of GitHub's.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const { mappingId } = aMapping();

describe.each(LOOK_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const world = await aWorld();
    const repositories = repositoryAccess(github.settings(() => Date.parse(world.clock.now())));
    const before = await world.mappings.read(mappingId);
    const answered = github.answer(asked, name);
    await lookAtMapping({ ...world.advance, repositories }, { mappingId });

    expect(answered()).toBeGreaterThan(0);
    const after = (await world.mappings.read(mappingId)) ?? expect.unreachable();
    if (outcome === 'gone') expect(after.suspended).toMatchObject({ code: 'app_not_installed' });
    else expect(after).toEqual(before);
    expect(world.timers.waiting().map(({ kind }) => kind)).toEqual(outcome === 'deferred' ? ['look-at-mapping'] : []);
    github.recover();
    await lookAtMapping({ ...world.advance, repositories }, { mappingId });
    const mended = (await world.mappings.read(mappingId)) ?? expect.unreachable();
    expect([mended.suspended, mended.repositoryId]).toEqual([undefined, expect.stringMatching(/^\d+$/)]);
  });
});
