import { commentNumbered, deleteComment, editComment } from './changed-remarks.ts';
import { type ReportedCheck, reportCheck } from './check-suites.ts';
import type { PullRecord, ReactionRecord, ReviewRecord, Role } from './code-state.ts';
import { commitFiles, type Files } from './git/commit-files.ts';
import { personOf } from './operations/people-answers.ts';
import { gitDirOf, type World } from './operations/world.ts';
import { type GitHubOwners, githubOwners } from './owners.ts';
import {
  closePull,
  convertToDraft,
  findPull,
  markReady,
  mergePull,
  openPull,
  reopenPull,
  verdictsOn,
} from './pull-requests.ts';
import { addComment, addReview, addReviewComment, type DiffPlace, resolveThread } from './remarks.ts';
import { repositoryNamed } from './repositories.ts';

/** A pull request as people name it: its repository (`owner/name`) and its number. */
export interface PullName {
  repository: string;
  number: number;
}

interface PeopleReview {
  verdict: 'approve' | 'request-changes' | 'comment';
  body?: string;
  comments?: ReadonlyArray<DiffPlace & { body: string }>;
}

/**
 * What people, and Apps other than ours, do on the simulated GitHub. Repositories go by `owner/name`; a wrong name or
 * number is an error, and so is what GitHub would refuse. `login` says who acts.
 */
export interface GitHubPeople extends GitHubOwners {
  /** Adds a commit to a branch, protected or not; a new branch begins at the default branch. Answers its sha. */
  push(repository: string, branch: string, files: Files, message: string, login?: string): Promise<string>;
  openPull(repository: string, wish: { title: string; head: string; base?: string; body?: string }): Promise<number>;
  comment(pull: PullName, body: string, login?: string): Promise<number>;
  /** Comments on a line of the diff. */
  commentOnLine(pull: PullName, place: DiffPlace, body: string, login?: string): Promise<number>;
  review(pull: PullName, review: PeopleReview, login?: string): Promise<number>;
  /** Who asked for changes, and has not approved since. */
  askingForChanges(pull: PullName): string[];
  /** Answers the sha of the merge. */
  merge(pull: PullName, method?: 'merge' | 'squash'): Promise<string>;
  closePull(pull: PullName): Promise<void>;
  reopenPull(pull: PullName): Promise<void>;
  /** Makes a draft ready for review. */
  markReady(pull: PullName): Promise<void>;
  convertToDraft(pull: PullName): Promise<void>;
  /** Changes a comment, in the conversation or on the diff. */
  editComment(pull: PullName, commentId: number, body: string, login?: string): Promise<void>;
  deleteComment(pull: PullName, commentId: number, login?: string): Promise<void>;
  /** Resolves the thread that a comment on the diff belongs to; `false`: takes that back. */
  resolve(pull: PullName, commentId: number, isResolved?: boolean): Promise<void>;
  /** Says what somebody may do in the repositories; whoever is not named may write. */
  setRole(login: string, role: Role): void;
  /** Reactions to the texts of all pull requests, oldest first. */
  reactions(): ReactionRecord[];
  /** Reports on what a branch or a sha stands for. */
  addCheckRun(repository: string, ref: string, check: ReportedCheck): Promise<void>;
  /** The pull requests of a repository, and what stands on them. */
  pulls(repository: string): PullRecord[];
  /** Comments in a pull request's conversation, oldest first. */
  commentsOf(pull: PullName): Array<{ id: number; login: string; body: string }>;
}

/** Who people are where nothing says who acts. */
export const PERSON = 'octocat';
const STATES: Record<PeopleReview['verdict'], ReviewRecord['state']> = {
  approve: 'APPROVED',
  'request-changes': 'CHANGES_REQUESTED',
  comment: 'COMMENTED',
};

export function githubPeople(world: World): GitHubPeople {
  const code = () => world.state().code;
  const find = (pull: PullName) => placeOf(world, pull);
  return {
    ...githubOwners(world),
    push(name, branch, files, message, login = PERSON) {
      const repository = repositoryNamed(world.repositories, name);
      const author = { ...personOf(world, { login }), at: world.clock.now() };
      return commitFiles(gitDirOf(repository), { branch, from: repository.defaultBranch, files, message, author });
    },
    async openPull(name, wish) {
      const repository = repositoryNamed(world.repositories, name);
      const order = { base: repository.defaultBranch, ...wish, isDraft: false };
      return (await openPull(world, repository, order, { login: PERSON })).number;
    },
    async comment(name, body, login = PERSON) {
      return addComment(world, (await find(name)).pull, { login }, body).id;
    },
    async commentOnLine(name, place, body, login = PERSON) {
      const { repository, pull } = await find(name);
      return (await addReviewComment(world, repository, pull, { login }, { ...place, body })).id;
    },
    async review(name, { verdict, body = '', comments = [] }, login = PERSON) {
      const { repository, pull } = await find(name);
      return (await addReview(world, repository, pull, { login }, { state: STATES[verdict], body, comments })).id;
    },
    askingForChanges: (pull) =>
      [...verdictsOn(world, pull)].filter(([, state]) => state === 'CHANGES_REQUESTED').map(([login]) => login),
    async merge(name, method = 'merge') {
      const { repository, pull } = await find(name);
      return mergePull(world, repository, pull, method, { login: PERSON });
    },
    async closePull(name) {
      closePull(world, (await find(name)).pull, { login: PERSON });
    },
    async markReady(name) {
      markReady(world, (await find(name)).pull, { login: PERSON });
    },
    async convertToDraft(name) {
      convertToDraft(world, (await find(name)).pull, { login: PERSON });
    },
    async reopenPull(name) {
      reopenPull(world, (await find(name)).pull, { login: PERSON });
    },
    async editComment(name, commentId, body, login = PERSON) {
      const { pull } = await find(name);
      editComment(world, pull, { login }, commentNumbered(world, pull, commentId), body);
    },
    async deleteComment(name, commentId, login = PERSON) {
      const { pull } = await find(name);
      deleteComment(world, pull, { login }, commentNumbered(world, pull, commentId));
    },
    async resolve(name, commentId, isResolved = true) {
      resolveThread(world, (await find(name)).pull, { login: PERSON }, commentId, isResolved);
    },
    setRole(login, role) {
      code().roles[login.toLowerCase()] = role;
    },
    reactions: () => code().reactions,
    addCheckRun: (name, ref, check) => reportCheck(world, repositoryNamed(world.repositories, name), ref, check),
    pulls: (name) => code().pulls.filter((pull) => pull.repository === name),
    commentsOf: ({ repository, number }) =>
      code()
        .comments.filter((comment) => comment.repository === repository && comment.pull === number)
        .map(({ id, author, body }) => ({ id, login: author.login, body })),
  };
}

async function placeOf(world: World, { repository: name, number }: PullName) {
  const repository = repositoryNamed(world.repositories, name);
  const pull = await findPull(world, repository, number);
  if (pull === undefined) throw new Error(`there is no pull request ${name}#${number} with code`);
  return { repository, pull };
}
