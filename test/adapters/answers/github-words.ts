import { type AnswerName, type BrokenAnswer, brokenAnswers, type Outcome } from './broken-answers.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
/** GitHub has it under another name; what it leads to is not there. */
const MOVED = {
  message: 'Moved Permanently',
  url: '/repositories/1',
  documentation_url: 'https://docs.github.com/rest',
};

/** Every answer of the table, in GitHub's words, which never takes a credential for nobody's. */
export const GITHUB_ANSWERS: Record<GitHubAnswer, BrokenAnswer> = {
  ...brokenAnswers({ words: (status) => ({ message: `Words of ${status}`, documentation_url: 'https://docs.test' }) }),
  moved: { status: 301, headers: { location: '/repositories/1', ...JSON_TYPE }, body: JSON.stringify(MOVED) },
};

export type GitHubAnswer = Exclude<AnswerName, 'anonymous 200'> | 'moved';
export type GitHubTable = Record<GitHubAnswer, Outcome>;

/** What says nothing, or that it cannot now, whatever was asked. */
const NO_ANSWER = {
  'cut body': 'deferred',
  'HTML page': 'deferred',
  'HTML page that is called JSON': 'deferred',
  'empty 200': 'deferred',
  'other shape': 'deferred',
  redirect: 'deferred',
  'cut 404': 'deferred',
  'HTML 404': 'deferred',
  'empty 404': 'deferred',
  'told 429': 'deferred',
  'told 500': 'deferred',
  'told 502': 'deferred',
  'told 503': 'deferred',
} as const satisfies Partial<GitHubTable>;

/** A repository that refuses is a mapping's trouble. */
export const REFUSED: GitHubTable = {
  ...NO_ANSWER,
  'told 400': 'refused(mapping)',
  'told 401': 'refused(mapping)',
  'told 403': 'refused(mapping)',
  'told 404': 'refused(mapping)',
  'told 410': 'refused(mapping)',
  'told 413': 'refused(mapping)',
  'told 422': 'refused(mapping)',
  moved: 'refused(mapping)',
};
/** Executions are looked for again and again; what is not there ends a look, and so does whoever may not look any more. */
export const LOOKED_FOR: GitHubTable = {
  ...NO_ANSWER,
  'told 400': 'deferred',
  'told 401': 'deferred',
  'told 403': 'refused(mapping)',
  'told 404': 'gone',
  'told 410': 'gone',
  'told 413': 'deferred',
  'told 422': 'deferred',
  moved: 'gone',
};
/** That there is nothing to stop is as good as stopped; what else an acceptance says is not used. */
export const STOPPED: GitHubTable = {
  ...LOOKED_FOR,
  'other shape': 'value',
  'told 404': 'value',
  'told 410': 'value',
  moved: 'value',
};
/** What is wrong with one order concerns its ticket alone. */
export const ORDERED: GitHubTable = {
  ...REFUSED,
  'told 400': 'refused(ticket)',
  'told 410': 'refused(ticket)',
  'told 413': 'refused(ticket)',
  'told 422': 'refused(ticket)',
};
/** A workflow file that is not there has had no runs. */
export const UNLISTED: GitHubTable = { ...REFUSED, 'told 404': 'gone', moved: 'gone' };
/** The jobs of an attempt that exists: no answer makes it one without jobs. */
export const LISTED_SURELY = Object.fromEntries(
  Object.keys(GITHUB_ANSWERS).map((name) => [name, 'deferred']),
) as GitHubTable;
/** What no answer hinders. */
export const PASSED = Object.fromEntries(Object.keys(GITHUB_ANSWERS).map((name) => [name, 'value'])) as GitHubTable;
/** A branch that is not there yet is made. */
export const MADE: GitHubTable = { ...REFUSED, 'told 404': 'value', moved: 'value' };

/** The cells of a table, for `test.each`. */
export function cellsOf(table: GitHubTable): [GitHubAnswer, Outcome][] {
  return (Object.keys(GITHUB_ANSWERS) as GitHubAnswer[]).map((name) => [name, table[name]]);
}
