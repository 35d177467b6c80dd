import type { PullRecord } from '../code-state.ts';
import { commitsBetween } from '../git/commits.ts';
import { type ChangedFile, changedFiles, mergedTree } from '../git/diff.ts';
import type { JsonObject } from '../json-schema.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { userAnswer } from './people-answers.ts';
import { encodedPath, gitDirOf, repositoryUrl, type World } from './world.ts';

const moment = (epochMs: number | null) => (epochMs === null ? null : seconds(epochMs));

/** A pull request as lists show it. */
export function pullInList(world: World, repository: SimulatedRepository, pull: PullRecord): JsonObject {
  return world.description.complete('pull-request-simple', facts(world, repository, pull));
}

/** A pull request by itself: with counts, and whether it can be merged. */
export async function pullAnswer(world: World, repository: SimulatedRepository, pull: PullRecord): Promise<JsonObject> {
  const gitDir = gitDirOf(repository);
  const [files, commits, tree] = await Promise.all([
    changedFiles(gitDir, pull.baseSha, pull.headSha),
    commitsBetween(gitDir, pull.baseSha, pull.headSha),
    mergedTree(gitDir, pull.baseSha, pull.headSha),
  ]);
  const { comments, reviewComments } = world.state().code;
  const isOn = (one: { repository: string; pull: number }) =>
    one.repository === pull.repository && one.pull === pull.number;
  const isMergeable = pull.closedAt === null && tree !== undefined;
  return world.description.complete('pull-request', {
    ...facts(world, repository, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.closedAt === null ? isMergeable : null,
    mergeable_state: mergeState(pull, isMergeable),
    comments: comments.filter(isOn).length,
    review_comments: reviewComments.filter(isOn).length,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  });
}

function mergeState(pull: PullRecord, isMergeable: boolean): string {
  if (pull.closedAt !== null) return 'unknown';
  if (pull.isDraft) return 'draft';
  return isMergeable ? 'clean' : 'dirty';
}

function facts(world: World, repository: SimulatedRepository, pull: PullRecord): JsonObject {
  const api = repositoryUrl(world, repository);
  const url = `${api}/pulls/${pull.number}`;
  const issueUrl = `${api}/issues/${pull.number}`;
  const page = pullPageUrl(world, pull);
  const owner = userAnswer(world, { login: repository.owner });
  const side = (ref: string, sha: string) => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: owner,
    repo: world.description.complete('repository', world.answers.repositoryFacts(repository)),
  });
  return {
    id: pull.id,
    number: pull.number,
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    comments_url: `${issueUrl}/comments`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
    state: pull.closedAt === null ? 'open' : 'closed',
    title: pull.title,
    body: pull.body,
    user: userAnswer(world, pull.author),
    draft: pull.isDraft,
    created_at: seconds(pull.createdAt),
    updated_at: seconds(pull.updatedAt),
    closed_at: moment(pull.closedAt),
    merged_at: moment(pull.mergedAt),
    merge_commit_sha: pull.mergeSha,
    assignee: null,
    milestone: null,
    auto_merge: null,
    head: side(pull.head, pull.headSha),
    base: side(pull.base, pull.baseSha),
  };
}

/** Where people see a pull request. */
export function pullPageUrl(world: World, pull: { repository: string; number: number }): string {
  return `${world.urls.web}/${pull.repository}/pull/${pull.number}`;
}

export function fileAnswer(world: World, repository: SimulatedRepository, headSha: string, file: ChangedFile) {
  const page = `${world.urls.web}/${fullName(repository)}`;
  const path = encodedPath(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${headSha}/${path}`,
    raw_url: `${page}/raw/${headSha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${headSha}`,
    ...(file.patch !== undefined && { patch: file.patch }),
    ...(file.previousPath !== undefined && { previous_filename: file.previousPath }),
  };
}
