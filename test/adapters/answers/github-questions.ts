import type { ErrorCode } from '../../../shared/domain/errors.ts';
import {
  type GitHubTable,
  LISTED_SURELY,
  LOOKED_FOR,
  MADE,
  ORDERED,
  PASSED,
  REFUSED,
  STOPPED,
  UNLISTED,
} from './github-words.ts';

/** Something that a method of a port asks GitHub, and what becomes of the answers. */
export interface GitHubQuestion {
  /** `Port.method`. */
  of: string;
  /** What is asked for, in words. */
  what: string;
  /** `METHOD path`. */
  asked: RegExp;
  table: GitHubTable;
}

/** In the words of a test about one use case, each question of it. */
const questionsOf =
  (of: string) =>
  (what: string, asked: RegExp, table: GitHubTable = REFUSED): GitHubQuestion => ({ of, what, asked, table });

const minted = questionsOf('RepositoryAccess.mintToken');
const INSTALLATION = /\/installation$/;
const TOKEN = /\/access_tokens$/;
const REPOSITORY = questionsOf('RepositoryAccess.repositoryId')('the repository', /^GET \/repos\/acme\/backend$/);
const JOBS = /^GET .*\/jobs\?/;

/** Through give-token. */
export const TOKEN_QUESTIONS = [minted('the installation', INSTALLATION), minted('a token', TOKEN), REPOSITORY];

/** Through start-run, of a job on a runner of one's own. */
export const START_QUESTIONS = [
  minted('the installation', INSTALLATION),
  minted('a token', TOKEN),
  REPOSITORY,
  questionsOf('RepositoryAccess.jobs')('the jobs of the run', JOBS, LISTED_SURELY),
];

/** Through start-run, of a job whose repository has another name by now. */
export const RENAMED_QUESTIONS = [
  questionsOf('RepositoryAccess.leadsTo')('what the former name leads to', /^GET \/repos\/acme\/backend$/),
];

/** What is not there holds the mapping; any other refusal says nothing of its repository. */
const NOT_INSTALLED: GitHubTable = { ...REFUSED, 'told 404': 'gone' };
const looked = questionsOf('RepositoryAccess.look');
/** Through a look at the repository of a mapping. */
export const LOOK_QUESTIONS = [
  looked('the installation', INSTALLATION, NOT_INSTALLED),
  looked('a token', TOKEN, { ...NOT_INSTALLED, moved: 'gone' }),
  looked('the repository', /^GET \/repos\/acme\/backend$/, { ...NOT_INSTALLED, moved: 'gone' }),
];

export interface SyncQuestion extends GitHubQuestion {
  /** Whether a branch of ours stands, with its pull request. */
  isStanding: boolean;
  /** What an admin is told with GitHub's 404, where that is a refusal. */
  missing: ErrorCode;
}

const synced =
  (of: string, isStanding = false) =>
  (what: string, asked: RegExp, missing: ErrorCode, table: GitHubTable = REFUSED): SyncQuestion => ({
    ...{ of, what, asked, table, isStanding, missing },
  });
const compare = synced('CodeHost.compare');
const obstacles = synced('CodeHost.obstacles');
const latestJobs = synced('CodeHost.latestJobs');
const grants = synced('CodeHost.grants');
const text = synced('CodeHost.text');
const propose = synced('CodeHost.propose');
const proposeAgain = synced('CodeHost.propose', true);

/** Through sync-templates. */
export const SYNC_QUESTIONS = [
  compare('the installation', INSTALLATION, 'app_not_installed'),
  compare('a token', TOKEN, 'app_not_installed'),
  compare('the branch', /\/branches\/main$/, 'branch_missing'),
  compare('the rules of the branch', /\/rules\/branches\/main\?/, 'repository_missing'),
  compare('a folder', /^GET .*\/git\/trees\//, 'commit_missing'),
  obstacles('the rules of a branch of a run', /\/rules\/branches\/ai-implement/, 'repository_missing'),
  obstacles('the ruleset behind a rule', /\/rulesets\/7$/, 'repository_missing', MADE),
  obstacles('a branch above that of a run', /\/git\/ref\/heads%2Fai-implement/, 'branch_missing', MADE),
  obstacles('whether a workflow is disabled', /\/workflows\/claude-plan\.yml$/, 'repository_missing', UNLISTED),
  latestJobs('the newest runs', /\/claude-implement\.yml\/runs\?/, 'workflow_run_missing', UNLISTED),
  latestJobs('the jobs of the newest run', JOBS, 'workflow_run_missing'),
  grants('the App itself', /^GET \/app$/, 'app_not_installed'),
  text('the prompt of a repository on Bedrock', /\/contents\/WORKFLOW\.md\?/, 'repository_missing', UNLISTED),
  propose('our branch', /^GET .*\/git\/ref\/heads%2Fsync/, 'branch_missing', MADE),
  propose('a tree', /^POST .*\/git\/trees$/, 'commit_missing'),
  propose('a commit', /^POST .*\/git\/commits$/, 'commit_missing'),
  propose('a new branch', /^POST .*\/git\/refs$/, 'commit_missing'),
  propose('open pull requests', /^GET .*\/pulls\?/, 'pull_request_missing'),
  propose('a new pull request', /^POST .*\/pulls$/, 'pull_request_missing'),
  proposeAgain('our newest commit', /^GET .*\/git\/commits\/c2$/, 'branch_missing', MADE),
  proposeAgain('our branch moved', /^PATCH .*\/git\/refs\//, 'branch_missing'),
  proposeAgain('the open pull request', /^PATCH .*\/pulls\/1$/, 'pull_request_missing'),
];

/** Through dispatch-run. */
export const DISPATCH_QUESTIONS = [
  questionsOf('Executor.dispatch')('the installation', INSTALLATION),
  questionsOf('Executor.dispatch')('a token', TOKEN),
  questionsOf('Executor.dispatch')('the rules of its branch', /\/rules\/branches\//, PASSED),
  questionsOf('Executor.dispatch')('a branch above its own', /\/git\/ref\//, PASSED),
  questionsOf('Executor.dispatch')('the order', /\/dispatches$/, ORDERED),
];

/** Through the check of a run. */
export const CHECK_QUESTIONS = {
  find: questionsOf('Executor.find')('whether there is an execution', /\/claude-implement\.yml\/runs\?/, LOOKED_FOR),
  state: questionsOf('Executor.state')('how the execution fares', /^GET .*\/actions\/runs\/\d+$/, LOOKED_FOR),
  job: questionsOf('Executor.job')('which job is in progress', JOBS, LOOKED_FOR),
  cancel: questionsOf('Executor.cancel')('to stop the execution', /^POST .*\/cancel$/, STOPPED),
};

const pullRequest = questionsOf('PullRequestHost.read');
/** Through a look at a ticket in review. */
export const REVIEW_QUESTIONS = [
  pullRequest('the installation', INSTALLATION, LISTED_SURELY),
  pullRequest('a token', TOKEN, LISTED_SURELY),
  pullRequest('the pull request', /^GET .*\/pulls\/1$/, LOOKED_FOR),
];

/** A login that GitHub does not know in the repository, and what stands nowhere any more. */
const NOT_THERE: GitHubTable = { ...REFUSED, 'told 404': 'gone', 'told 410': 'gone', moved: 'gone' };
/** What is made, of whose acceptance nothing is used. */
const MARKED: GitHubTable = { ...NOT_THERE, 'other shape': 'value' };
const SAID: GitHubTable = { ...REFUSED, 'other shape': 'value' };
const asked = {
  mayWrite: questionsOf('PullRequestHost.mayWrite'),
  comment: questionsOf('PullRequestHost.comment'),
  read: questionsOf('PullRequestHost.read'),
  feedback: questionsOf('PullRequestHost.feedback'),
  markSeen: questionsOf('PullRequestHost.markSeen'),
  say: questionsOf('PullRequestHost.say'),
};

/** Through a command on a pull request. */
export const COMMAND_QUESTIONS = [
  asked.mayWrite('whether somebody may write', /^GET .*\/collaborators\/ada\/permission$/, NOT_THERE),
  asked.comment('the comment', /^GET .*\/issues\/comments\/5$/, NOT_THERE),
  asked.read('the pull request of a command', /^GET .*\/pulls\/1$/, NOT_THERE),
];

/** Through a look for what webhooks missed. */
export const MOVED_QUESTIONS = [
  questionsOf('PullRequestHost.movedSince')('what moved in a repository', /^GET .*\/pulls\?/),
];

/** Through a look for feedback. */
export const FEEDBACK_QUESTIONS = [
  asked.feedback('all that a pull request says', /^POST .*\/graphql$/),
  asked.mayWrite('whether its reviewer may write', /^GET .*\/collaborators\/ada\/permission$/, NOT_THERE),
];

/** Through what is said on a pull request. */
export const ANSWER_QUESTIONS = [
  asked.markSeen('a mark on a comment', /^POST .*\/reactions$/, MARKED),
  asked.say('what stands there', /^GET .*\/issues\/1\/comments\?/),
  asked.say('to say something', /^POST .*\/issues\/1\/comments$/, SAID),
];

/** Through a look for deliveries that failed. */
export const DELIVERY_QUESTIONS = [
  questionsOf('WebhookDeliveries.failed')('failed deliveries', /^GET \/app\/hook\/deliveries\?/),
  questionsOf('WebhookDeliveries.redeliver')('another try', /^POST .*\/attempts$/, {
    ...MARKED,
    'told 422': 'gone',
    moved: 'refused(mapping)',
  }),
];

/** Every question that is answered in each way through a use case. */
export const ALL_QUESTIONS: GitHubQuestion[] = [
  ...[
    ...TOKEN_QUESTIONS,
    ...START_QUESTIONS,
    ...RENAMED_QUESTIONS,
    ...LOOK_QUESTIONS,
    ...SYNC_QUESTIONS,
    ...DISPATCH_QUESTIONS,
  ],
  ...Object.values(CHECK_QUESTIONS),
  ...[
    ...REVIEW_QUESTIONS,
    ...COMMAND_QUESTIONS,
    ...MOVED_QUESTIONS,
    ...FEEDBACK_QUESTIONS,
    ...ANSWER_QUESTIONS,
    ...DELIVERY_QUESTIONS,
  ],
];
