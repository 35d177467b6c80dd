import type { BrokenAnswer } from './broken-answers.ts';

type RepositoryAnswer = [asked: RegExp, status: number, body: unknown];

const PULL = { number: 1, html_url: 'https://github.test/acme/backend/pull/1' };

const PROMPT = { path: 'WORKFLOW.md', sha: 'b2' };
const CONTENTS = { type: 'file', encoding: 'base64', content: btoa('Implement it.\n') };

/** A repository in as few words as can be; that it is understood from GitHub's own is the contract's to show. */
const REPOSITORY_ANSWERS: RepositoryAnswer[] = [
  [/^GET .*\/rules\/branches\/main\?/, 200, [{ type: 'pull_request', ruleset_id: 7 }]],
  [/^GET .*\/rules\/branches\//, 200, [{ type: 'creation', ruleset_id: 7 }]],
  [/^GET .*\/rulesets\/7$/, 200, { name: 'All branches', current_user_can_bypass: 'never' }],
  [/^GET .*\/branches\/main$/, 200, { commit: { sha: 'c1', commit: { tree: { sha: 't1' } } }, protected: false }],
  [/^GET .*\/git\/trees\/t1$/, 200, { tree: [{ path: 'src', sha: 't2' }, PROMPT] }],
  [/^GET .*\/git\/trees\/t2$/, 200, { tree: [{ path: 'a.ts', sha: 'b1' }] }],
  [/^GET .*\/contents\/WORKFLOW\.md\?/, 200, CONTENTS],
  [/^GET .*\/contents\//, 404, { message: 'Not Found' }],
  [/^GET .*\/git\/ref\//, 404, { message: 'Not Found' }],
  [/^POST .*\/git\/trees$/, 201, { sha: 't3' }],
  [/^POST .*\/git\/commits$/, 201, { sha: 'c3' }],
  [/^POST .*\/git\/refs$/, 201, { object: { sha: 'c3' } }],
  [/^GET .*\/pulls\?/, 200, []],
  [/^POST .*\/pulls$/, 201, PULL],
];

const US = { name: 'ai-implement[bot]' };
/** The same with a branch of ours, and its pull request. */
const STANDING_ANSWERS: RepositoryAnswer[] = [
  [/^GET .*\/git\/ref\/heads%2Fsync/, 200, { object: { sha: 'c2' } }],
  [/^GET .*\/git\/commits\/c2$/, 200, { tree: { sha: 't9' }, parents: [{ sha: 'c1' }], author: US, committer: US }],
  [/^PATCH .*\/git\/refs\//, 200, { object: { sha: 'c3' } }],
  [/^GET .*\/pulls\?/, 200, [PULL]],
  [/^PATCH .*\/pulls\/1$/, 200, PULL],
  ...REPOSITORY_ANSWERS,
];

/** The answer to `METHOD path`; undefined for what is no matter of a repository's files and pull requests. */
export function repositoryAnswered(
  asked: string,
  isStanding: boolean,
): Required<Omit<BrokenAnswer, 'isCut'>> | undefined {
  const answers = isStanding ? STANDING_ANSWERS : REPOSITORY_ANSWERS;
  const [, status, body] = answers.find(([form]) => form.test(asked)) ?? [];
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return status === undefined ? undefined : { status, headers, body: JSON.stringify(body) };
}
