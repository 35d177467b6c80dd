import type { Author, CodeState, PullRecord } from './code-state.ts';
import { commitsBetween, writeCommit } from './git/commits.ts';
import { mergedTree } from './git/diff.ts';
import { branchHead, moveRef } from './git/refs.ts';
import { personOf } from './operations/people-answers.ts';
import { gitDirOf, invalid, type World } from './operations/world.ts';
import { GitHubProblem } from './problem.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';

/** The next id of a comment, a review, a check run or a pull request. */
export function nextId(code: CodeState): number {
  code.nextId += 1;
  return code.nextId - 1;
}

/** Pull requests of a repository as they stand now: the open ones follow their branches. */
export async function pullsOf(world: World, repository: SimulatedRepository): Promise<PullRecord[]> {
  const pulls = world.state().code.pulls.filter((pull) => pull.repository === fullName(repository));
  for (const pull of pulls) if (pull.closedAt === null) await follow(world, repository, pull);
  return pulls;
}

export async function findPull(
  world: World,
  repository: SimulatedRepository,
  number: number,
): Promise<PullRecord | undefined> {
  const name = fullName(repository);
  const pull = world.state().code.pulls.find((one) => one.repository === name && one.number === number);
  if (pull !== undefined && pull.closedAt === null) await follow(world, repository, pull);
  return pull;
}

/** A pull request whose branch is deleted is closed by that. */
async function follow(world: World, repository: SimulatedRepository, pull: PullRecord): Promise<void> {
  const gitDir = gitDirOf(repository);
  const headSha = await branchHead(gitDir, pull.head);
  const now = world.clock.now();
  if (headSha === undefined) closePull(world, pull, pull.author);
  else if (headSha !== pull.headSha) Object.assign(pull, { headSha, updatedAt: now });
  pull.baseSha = (await branchHead(gitDir, pull.base)) ?? pull.baseSha;
}

export function closePull(world: World, pull: PullRecord, by: Author): void {
  const now = world.clock.now();
  Object.assign(pull, { closedAt: now, updatedAt: now });
  world.tell({ event: 'pull_request', action: 'closed', pull, by });
}

/** Throws what GitHub answers where it was merged. */
export function reopenPull(world: World, pull: PullRecord, by: Author): void {
  if (pull.mergedAt !== null) {
    throw invalid('PullRequest', { field: 'state', code: 'custom', message: 'state cannot be changed.' });
  }
  Object.assign(pull, { closedAt: null, updatedAt: world.clock.now() });
  world.tell({ event: 'pull_request', action: 'reopened', pull, by });
}

/** Throws what GitHub answers where it is no open draft. */
export function markReady(world: World, pull: PullRecord, by: Author): void {
  if (pull.closedAt !== null || !pull.isDraft) {
    throw new GitHubProblem(422, `Pull request #${pull.number} is not a draft that is open`);
  }
  Object.assign(pull, { isDraft: false, updatedAt: world.clock.now() });
  world.tell({ event: 'pull_request', action: 'ready_for_review', pull, by });
}

export function convertToDraft(world: World, pull: PullRecord, by: Author): void {
  if (pull.closedAt !== null || pull.isDraft) throw new GitHubProblem(422, `Pull request #${pull.number} is a draft`);
  Object.assign(pull, { isDraft: true, madeDraftBy: by, updatedAt: world.clock.now() });
  world.tell({ event: 'pull_request', action: 'converted_to_draft', pull, by });
}

export interface PullWish {
  title: string;
  body?: string | null;
  /** `branch`, or `owner:branch`. */
  head: string;
  base: string;
  isDraft: boolean;
}

/** Opens a pull request; throws what GitHub answers when it cannot be. */
export async function openPull(
  world: World,
  repository: SimulatedRepository,
  wish: PullWish,
  author: Author,
): Promise<PullRecord> {
  const gitDir = gitDirOf(repository);
  const head = wish.head.includes(':') ? wish.head.slice(wish.head.indexOf(':') + 1) : wish.head;
  const [headSha, baseSha] = await Promise.all([branchHead(gitDir, head), branchHead(gitDir, wish.base)]);
  if (headSha === undefined) throw invalid('PullRequest', { field: 'head', code: 'invalid' });
  if (baseSha === undefined) throw invalid('PullRequest', { field: 'base', code: 'invalid' });
  if (wish.title === '') throw invalid('PullRequest', { field: 'title', code: 'missing_field' });
  const commits = await commitsBetween(gitDir, baseSha, headSha);
  // From here on nothing is awaited, so that of two orders at once the second finds the first one's pull request.
  const refusal = refusalOf(world, repository, { ...wish, head }, commits.length);
  if (refusal !== undefined) throw invalid('PullRequest', { code: 'custom', message: refusal });
  const { code, nextPull } = world.state();
  const name = fullName(repository);
  const number = nextPull[name] ?? 1;
  nextPull[name] = number + 1;
  const now = world.clock.now();
  const pull: PullRecord = {
    repository: name,
    number,
    id: nextId(code),
    title: wish.title,
    body: wish.body ?? null,
    author,
    head,
    base: wish.base,
    headSha,
    baseSha,
    isDraft: wish.isDraft,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergeSha: null,
  };
  code.pulls.push(pull);
  world.tell({ event: 'pull_request', action: 'opened', pull, by: author });
  return pull;
}

function refusalOf(
  world: World,
  repository: SimulatedRepository,
  { head, base, isDraft }: PullWish,
  commits: number,
): string | undefined {
  const isOpen = world
    .state()
    .code.pulls.some(
      (pull) =>
        pull.repository === fullName(repository) && pull.closedAt === null && pull.head === head && pull.base === base,
    );
  if (isOpen) return `A pull request already exists for ${repository.owner}:${head}.`;
  if (commits === 0) return `No commits between ${base} and ${head}`;
  return isDraft && repository.refusesDrafts === true
    ? 'Draft pull requests are not supported in this repository.'
    : undefined;
}

const notMergeable = (message = 'Pull Request is not mergeable') => new GitHubProblem(405, message);

/** Merges as the button does; answers the sha of the merge. Throws what GitHub answers when it cannot be. */
export async function mergePull(
  world: World,
  repository: SimulatedRepository,
  pull: PullRecord,
  method: 'merge' | 'squash',
  author: Author,
): Promise<string> {
  if (pull.closedAt !== null) throw notMergeable();
  if (pull.isDraft) throw notMergeable('Pull Request is still a draft');
  if (repository.protectedBranches?.includes(pull.base) === true && !isApproved(world, pull)) {
    throw notMergeable('At least 1 approving review is required by reviewers with write access.');
  }
  const gitDir = gitDirOf(repository);
  const tree = await mergedTree(gitDir, pull.baseSha, pull.headSha);
  if (tree === undefined) throw notMergeable();
  const now = world.clock.now();
  const signature = { ...personOf(world, author), at: now };
  const isMerge = method === 'merge';
  const mergeSha = await writeCommit(gitDir, {
    tree,
    parents: isMerge ? [pull.baseSha, pull.headSha] : [pull.baseSha],
    message: isMerge ? `Merge pull request #${pull.number} from ${pull.head}` : `${pull.title} (#${pull.number})`,
    author: signature,
    committer: signature,
  });
  if (!(await moveRef(gitDir, `refs/heads/${pull.base}`, mergeSha, pull.baseSha))) {
    throw notMergeable('Base branch was modified. Review and try the merge again.');
  }
  Object.assign(pull, { mergeSha, mergedAt: now });
  closePull(world, pull, author);
  return mergeSha;
}

/** The last verdict of each person who gave one, by login. */
export function verdictsOn(world: World, pull: Pick<PullRecord, 'repository' | 'number'>): Map<string, string> {
  const verdicts = new Map<string, string>();
  for (const { repository, pull: number, state, author } of world.state().code.reviews) {
    const isVerdict = state === 'APPROVED' || state === 'CHANGES_REQUESTED';
    if (repository === pull.repository && number === pull.number && isVerdict) verdicts.set(author.login, state);
  }
  return verdicts;
}

/** Whether the last verdict of at least one person is an approval, and nobody's is a request for changes. */
function isApproved(world: World, pull: PullRecord): boolean {
  const last = [...verdictsOn(world, pull).values()];
  return last.includes('APPROVED') && !last.includes('CHANGES_REQUESTED');
}
