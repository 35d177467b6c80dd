import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

/** As a ruleset that demands signed commits on branches answers a push. */
const RULE = `#!/bin/sh
while read -r old new ref; do
  case "$ref:$new" in *:0000*|refs/ai-implement/*) continue ;; esac
  echo "error: GH013: Repository rule violations found for $ref." >&2
  echo "- Commits must have verified signatures." >&2
  exit 1
done
`;

let publication: Publication;
beforeEach(async () => {
  publication = await aPublication();
  const hook = join(publication.hub.git.gitDir, 'hooks/pre-receive');
  writeFileSync(hook, RULE, { mode: 0o755 });
});
afterEach(() => publication.close());

const change = (files: number) => (folder: string) => {
  for (let at = 0; at < files; at += 1) writeFileSync(join(folder, `file-${at}.sh`), `echo ${at}\n`);
  chmodSync(join(folder, 'file-0.sh'), 0o755);
};

test.each([1, 300])('%i files come by a commit that GitHub signs, with as many requests', async (files) => {
  publication.handOver(change(files));

  const report = await publication.publish();

  const { git, requests } = publication.hub;
  const { branch } = publication.context;
  expect(report).toMatchObject({ outcome: 'success', changes: { files } });
  expect(git.git('config', '--get-all', 'hub.signed')).toBe(git.git('rev-parse', branch));
  expect(git.git('rev-parse', `${branch}^`)).toBe(publication.baseSha);
  expect(git.git('ls-tree', branch, 'file-0.sh')).toMatch(/^100755 /);
  expect(git.git('for-each-ref', 'refs/ai-implement')).toBe('');
  expect(requests.filter((call) => call.includes('/git/') && !call.startsWith('GET'))).toHaveLength(2);
});

test('a branch that stands is moved on, with its commit as the parent', async () => {
  const { branch } = publication.context;
  const { git } = publication.hub;
  git.git('update-ref', `refs/heads/${branch}`, publication.baseSha);
  publication.handOver(change(1));

  expect(await publication.publish()).toMatchObject({ outcome: 'success' });
  expect(publication.hub.requests.some((call) => call.startsWith('PATCH') && call.includes('/git/refs/'))).toBe(true);
});

test('what GitHub does not sign is refused by its name, and the branch stays as it was', async () => {
  publication.hub.isSigning = false;
  publication.handOver(change(1));

  const report = await publication.publish({ keepPatch: () => 'as the artifact of run 1' });

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance', failureCode: 'push_not_signed' });
  expect(report.failureReason).toContain('kept for 7 days');
  expect(publication.hub.git.git('branch', '--list')).toBe('* main');
  expect(publication.hub.git.git('for-each-ref', 'refs/ai-implement')).toBe('');
});
