import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgentOutcome } from '../../runner/stages/handover.ts';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

let publication: Publication;
let kept: string[];
beforeEach(async () => {
  publication = await aPublication();
  kept = [];
});
afterEach(() => publication.close());

const write =
  (path: string, content = 'x\n') =>
  (folder: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };

const publish = (secrets: string[] = []) =>
  publication.publish({
    secrets,
    keepPatch: (file) => {
      kept.push(file);
      return 'as the artifact of run 1';
    },
  });

const overloaded = { kind: 'infrastructure', code: 'model_overloaded', reason: 'The model is overloaded.' } as const;

test.each<[string, (folder: string) => void, Partial<AgentOutcome>]>([
  ['of which nothing can be published', write('.github/workflows/ci.yml'), {}],
  ['that is not done', write('half.txt'), { outcome: 'failed', failure: overloaded }],
])('work %s is kept, and the failure says where', async (_, change, outcome) => {
  publication.handOver(change, outcome);

  const report = await publish();

  expect(kept).toHaveLength(1);
  expect(report).toMatchObject({ outcome: 'failure' });
  expect(report.failureReason).toMatch(/kept for 7 days as the artifact of run 1\.$/);
});

test('work that a rule of GitHub refuses is kept', async () => {
  const hook = '#!/bin/sh\necho "GH013: Repository rule violations found" >&2\nexit 1\n';
  writeFileSync(join(publication.hub.git.gitDir, 'hooks/pre-receive'), hook, { mode: 0o755 });
  publication.handOver(write('a.txt'));

  const report = await publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance', failureCode: 'push_rule_violated' });
  expect(kept).toHaveLength(1);
});

test.each<[string, (folder: string) => void, Partial<AgentOutcome>]>([
  ['holds a secret by its name', write('.env', 'KEY=1\n'), {}],
  ['holds a token', write('a.txt', `ghp_${'a1'.repeat(20)}\n`), {}],
  ['holds a credential of the run', write('a.txt', 'hunter2-hunter2\n'), {}],
  ['is not done and holds a secret by its name', write('.env.local'), { outcome: 'failed', failure: overloaded }],
  [
    'is not done and holds a token',
    write('a.txt', `ghp_${'a1'.repeat(20)}\n`),
    { outcome: 'failed', failure: overloaded },
  ],
])('work that %s is never kept', async (_, change, outcome) => {
  publication.handOver(change, outcome);

  const report = await publish(['hunter2-hunter2']);

  expect(report).toMatchObject({ outcome: 'failure' });
  expect(kept).toEqual([]);
});

test('work that is on GitHub is kept nowhere else', async () => {
  publication.handOver(write('a.txt'), { failure: overloaded });

  expect(await publish()).toMatchObject({ outcome: 'failure', prUrl: expect.stringContaining('/pull/1') });
  expect(kept).toEqual([]);
});
