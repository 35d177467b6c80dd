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
export const NO_ANSWER = {
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

/** The cells of a table, for `test.each`. */
export function cellsOf(table: GitHubTable): [GitHubAnswer, Outcome][] {
  return (Object.keys(GITHUB_ANSWERS) as GitHubAnswer[]).map((name) => [name, table[name]]);
}
