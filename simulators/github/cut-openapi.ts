import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutDescription } from './cut-description.ts';

/**
 * Writes `openapi.generated.json`: the operations of GitHub's API that we use, cut from the package that publishes the
 * description. The package is too big to depend on (385 MB installed), so it is fetched when this script runs.
 *
 *     node simulators/github/cut-openapi.ts           writes the file
 *     node simulators/github/cut-openapi.ts --check   fails when the committed file is another
 */
const PACKAGE = '@octokit/openapi@23.0.2';
const FILE_IN_PACKAGE = 'package/generated/api.github.com.json';
const OPERATIONS = [
  'actions/cancel-workflow-run',
  'actions/create-workflow-dispatch',
  'actions/download-artifact',
  'actions/get-workflow',
  'actions/get-workflow-run',
  'actions/list-jobs-for-workflow-run-attempt',
  'actions/list-workflow-run-artifacts',
  'actions/list-workflow-runs',
  'actions/list-workflow-runs-for-repo',
  'apps/create-from-manifest',
  'apps/create-installation-access-token',
  'apps/get-authenticated',
  'apps/get-repo-installation',
  'apps/get-webhook-config-for-app',
  'apps/list-installations',
  'apps/list-webhook-deliveries',
  'apps/redeliver-webhook-delivery',
  'apps/update-webhook-config-for-app',
  'checks/list-for-ref',
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'git/delete-ref',
  'git/get-blob',
  'git/get-commit',
  'git/get-ref',
  'git/get-tree',
  'git/list-matching-refs',
  'git/update-ref',
  'issues/create-comment',
  'issues/get-comment',
  'issues/list-comments',
  'issues/update-comment',
  'pulls/create',
  'pulls/create-reply-for-review-comment',
  'pulls/create-review',
  'pulls/create-review-comment',
  'pulls/get',
  'pulls/get-review',
  'pulls/get-review-comment',
  'pulls/list',
  'pulls/list-commits',
  'pulls/list-files',
  'pulls/list-review-comments',
  'pulls/list-reviews',
  'pulls/merge',
  'pulls/update',
  'reactions/create-for-issue-comment',
  'reactions/create-for-pull-request-review-comment',
  'repos/get',
  'repos/get-branch',
  'repos/get-branch-rules',
  'repos/get-collaborator-permission-level',
  'repos/get-combined-status-for-ref',
  'repos/get-content',
  'repos/get-repo-ruleset',
  'repos/list-branches',
];
const target = new URL('openapi.generated.json', import.meta.url);

function fetchDescription(): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'github-openapi-'));
  try {
    execFileSync('npm', ['pack', PACKAGE, '--silent', '--ignore-scripts'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error(`npm pack ${PACKAGE} left no archive`);
    execFileSync('tar', ['-xzf', archive, FILE_IN_PACKAGE], { cwd: folder });
    return JSON.parse(readFileSync(join(folder, FILE_IN_PACKAGE), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const text = `${JSON.stringify(cutDescription(fetchDescription(), OPERATIONS), null, 1)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`wrote ${text.length} characters`);
} else if (text !== readFileSync(target, 'utf8')) {
  console.error(`openapi.generated.json differs from what ${PACKAGE} gives: run this script without --check`);
  process.exitCode = 1;
} else {
  console.log(`openapi.generated.json is what ${PACKAGE} gives`);
}
