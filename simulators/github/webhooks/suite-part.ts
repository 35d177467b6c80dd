import type { CheckSuite, PullRecord } from '../code-state.ts';
import type { Signature } from '../git/commit-files.ts';
import type { JsonObject } from '../json-schema.ts';
import { appAnswer } from '../operations/people-answers.ts';
import { repositoryUrl } from '../operations/world.ts';
import { seconds } from '../seconds.ts';
import type { Derivation } from './derivation.ts';
import { over } from './example-payload.ts';

/** A check suite as its delivery shows it. */
export function suitePart({ world, repository, example }: Derivation, suite: CheckSuite): JsonObject {
  const { id, commit, conclusion, pulls, runs } = suite;
  const url = `${repositoryUrl(world, repository)}/check-suites/${id}`;
  const facts = {
    ...{ id, url, conclusion, status: 'completed', head_sha: commit.sha, head_branch: pulls[0]?.head ?? null },
    ...{ before: commit.parents[0] ?? null, after: commit.sha },
    app: appAnswer(world, suite.appSlug),
    created_at: seconds(Math.min(...runs.map(({ startedAt }) => startedAt))),
    updated_at: seconds(Math.max(...runs.map(({ completedAt }) => completedAt ?? 0))),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: {
      ...{ id: commit.sha, tree_id: commit.tree, message: commit.message, timestamp: seconds(commit.committer.at) },
      ...{ author: person(commit.author), committer: person(commit.committer) },
    },
  };
  const shown = over(example['check_suite'], facts) as JsonObject;
  return { ...shown, pull_requests: pulls.map((pull) => pullOf(world, repository, pull)) };
}

function person({ name, email }: Signature): JsonObject {
  return { name, email };
}

function pullOf(
  world: Derivation['world'],
  repository: Derivation['repository'],
  { id, number, head, headSha, base, baseSha }: PullRecord,
): JsonObject {
  const url = repositoryUrl(world, repository);
  const repo = { id: world.tokens.repositoryId(repository), url, name: repository.name };
  return {
    ...{ url: `${url}/pulls/${number}`, id, number },
    ...{ head: { ref: head, sha: headSha, repo }, base: { ref: base, sha: baseSha, repo } },
  };
}
