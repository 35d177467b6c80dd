import type { Grants } from './app-registration.ts';
import type { CheckRunRecord, PullRecord, ReactionRecord, ReviewRecord, Role } from './code-state.ts';
import { commitFiles, type Files } from './git/commit-files.ts';
import { resolveCommit } from './git/refs.ts';
import { personOf } from './operations/people-answers.ts';
import { gitDirOf, type World } from './operations/world.ts';
import {
  closePull,
  convertToDraft,
  findPull,
  markReady,
  mergePull,
  nextId,
  openPull,
  reopenPull,
} from './pull-requests.ts';
import { addComment, addReview, addReviewComment, type DiffPlace, editComment, resolveThread } from './remarks.ts';
import { rename } from './renamed.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';

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

/** A check that an App or a workflow reports on a commit. */
interface PeopleCheckRun {
  name: string;
  /** Absent: it still runs. */
  conclusion?: Exclude<CheckRunRecord['conclusion'], null>;
  /** @default github-actions */
  appSlug?: string;
  title?: string;
  summary?: string;
}

/**
 * What people, and Apps other than ours, do on the simulated GitHub. Repositories go by `owner/name`; a wrong name or
 * number is an error, and so is what GitHub would refuse. `login` says who acts.
 */
export interface GitHubPeople {
  /** Adds a commit to a branch, protected or not; a new branch begins at the default branch. Answers its sha. */
  push(repository: string, branch: string, files: Files, message: string, login?: string): Promise<string>;
  openPull(repository: string, wish: { title: string; head: string; base?: string; body?: string }): Promise<number>;
  comment(pull: PullName, body: string, login?: string): Promise<number>;
  /** Comments on a line of the diff. */
  commentOnLine(pull: PullName, place: DiffPlace, body: string, login?: string): Promise<number>;
  review(pull: PullName, review: PeopleReview, login?: string): Promise<number>;
  /** Answers the sha of the merge. */
  merge(pull: PullName, method?: 'merge' | 'squash'): Promise<string>;
  closePull(pull: PullName): Promise<void>;
  reopenPull(pull: PullName): Promise<void>;
  /** Makes a draft ready for review. */
  markReady(pull: PullName): Promise<void>;
  convertToDraft(pull: PullName): Promise<void>;
  /** Changes a comment in the conversation. */
  editComment(pull: PullName, commentId: number, body: string, login?: string): Promise<void>;
  /** Resolves the thread that a comment on the diff belongs to; `false`: takes that back. */
  resolve(pull: PullName, commentId: number, isResolved?: boolean): Promise<void>;
  /** Says what somebody may do in the repositories; whoever is not named may write. */
  setRole(login: string, role: Role): void;
  /** Whoever has registered our App changes what it asks for: permissions, events. Installations go on as they are. */
  changeApp(asked: Partial<Grants>): void;
  /** The owner of repositories accepts what our App asks for now. */
  acceptApp(owner: string): void;
  /** Reactions to the texts of all pull requests, oldest first. */
  reactions(): ReactionRecord[];
  /** Reports on what a branch or a sha stands for. */
  addCheckRun(repository: string, ref: string, check: PeopleCheckRun): Promise<void>;
  /** Gives a repository another name; who asks for the old one is sent on. */
  rename(repository: string, name: string): void;
  /** The pull requests of a repository, and what stands on them. */
  pulls(repository: string): PullRecord[];
  /** Comments in a pull request's conversation, oldest first. */
  commentsOf(pull: PullName): Array<{ id: number; login: string; body: string }>;
}

const PERSON = 'octocat';
const STATES: Record<PeopleReview['verdict'], ReviewRecord['state']> = {
  approve: 'APPROVED',
  'request-changes': 'CHANGES_REQUESTED',
  comment: 'COMMENTED',
};

export function githubPeople(world: World): GitHubPeople {
  const code = () => world.state().code;
  const find = (pull: PullName) => placeOf(world, pull);
  return {
    push(name, branch, files, message, login = PERSON) {
      const repository = repositoryNamed(world, name);
      const author = { ...personOf(world, { login }), at: world.clock.now() };
      return commitFiles(gitDirOf(repository), { branch, from: repository.defaultBranch, files, message, author });
    },
    async openPull(name, wish) {
      const repository = repositoryNamed(world, name);
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
      const comment = code().comments.find(({ id }) => id === commentId);
      if (comment === undefined) throw new Error(`there is no comment ${commentId}`);
      editComment(world, (await find(name)).pull, { login }, comment, body);
    },
    async resolve(name, commentId, isResolved = true) {
      resolveThread(world, (await find(name)).pull, { login: PERSON }, commentId, isResolved);
    },
    setRole(login, role) {
      code().roles[login.toLowerCase()] = role;
    },
    changeApp: (asked) => world.registration.ask(asked),
    acceptApp: (owner) => world.registration.accept(owner),
    reactions: () => code().reactions,
    addCheckRun: (name, ref, check) => addCheckRun(world, repositoryNamed(world, name), ref, check),
    rename: (repository, name) => rename(world, repositoryNamed(world, repository), name),
    pulls: (name) => code().pulls.filter((pull) => pull.repository === name),
    commentsOf: ({ repository, number }) =>
      code()
        .comments.filter((comment) => comment.repository === repository && comment.pull === number)
        .map(({ id, author, body }) => ({ id, login: author.login, body })),
  };
}

function repositoryNamed({ repositories }: World, name: string): SimulatedRepository {
  const repository = repositories.find((one) => fullName(one).toLowerCase() === name.toLowerCase());
  if (repository === undefined) throw new Error(`there is no repository ${name}`);
  return repository;
}

async function placeOf(world: World, { repository: name, number }: PullName) {
  const repository = repositoryNamed(world, name);
  const pull = await findPull(world, repository, number);
  if (pull === undefined) throw new Error(`there is no pull request ${name}#${number} with code`);
  return { repository, pull };
}

async function addCheckRun(world: World, repository: SimulatedRepository, ref: string, check: PeopleCheckRun) {
  const headSha = await resolveCommit(gitDirOf(repository), ref);
  if (headSha === undefined) throw new Error(`there is no commit ${ref} in ${fullName(repository)}`);
  const { name, conclusion = null, appSlug = 'github-actions', title = null, summary = null } = check;
  const { code } = world.state();
  const now = world.clock.now();
  code.checkRuns.push({
    id: nextId(code),
    repository: fullName(repository),
    headSha,
    name,
    appSlug,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    startedAt: now,
    completedAt: conclusion === null ? null : now,
    title,
    summary,
  });
}
