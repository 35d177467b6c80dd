import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';

/** What a run will push, as far as rules judge it. */
export interface PlannedPush {
  branch: string;
  /** Whether the branch is ours to make; else it stands already. */
  isNew: boolean;
  /** Of its commits. */
  message: string;
}

const Parameters = z.object({
  operator: z.string().optional(),
  pattern: z.string().optional(),
  negate: z.boolean().nullish(),
  do_not_enforce_on_create: z.boolean().nullish(),
});
const Rule = z.object({
  type: z.string(),
  ruleset_id: z.int().optional(),
  parameters: Parameters.optional().catch(undefined),
});
type Rule = z.infer<typeof Rule>;

const Ruleset = z.object({ name: z.string(), current_user_can_bypass: z.string().optional() });
const MOST_RULES = 100;

/**
 * Why GitHub would refuse what a run pushes, each a sentence for people: by rules of the repository or its owner that our App may not
 * pass over, or by a branch whose name stands in the way. Throws an error about GitHub's answer.
 */
export async function pushObstacles(
  client: GitHubClient,
  repository: RepositoryName,
  push: PlannedPush,
): Promise<string[]> {
  const { owner, repo } = repository;
  const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
  const { data } = await client.request(route, { owner, repo, branch: push.branch, per_page: MOST_RULES });
  const refusing = understood(z.array(Rule), data).flatMap((rule) => {
    const wish = wishAgainst(rule, push);
    return wish === undefined ? [] : [{ rule, wish }];
  });
  const rulesets = new Map<number, Promise<string | undefined>>();
  const sentences: string[] = [];
  for (const { rule, wish } of refusing) {
    const id = rule.ruleset_id ?? 0;
    const name = rulesets.get(id) ?? nameOfBinding(client, repository, id);
    rulesets.set(id, name);
    const named = await name;
    if (named !== undefined) sentences.push(ruleSentence(push.branch, named, wish));
  }
  return [...sentences, ...(push.isNew ? await namesInTheWay(client, repository, push.branch) : [])];
}

function ruleSentence(branch: string, ruleset: string, wish: string): string {
  return (
    `The ruleset ${ruleset} would refuse what a run pushes to ${branch}: it wants ${wish}. ` +
    'Leave such branches out of it, or let the GitHub App bypass it.'
  );
}

/** Undefined for a ruleset that our App may pass over: GitHub lists its rules all the same. */
async function nameOfBinding(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  ruleset_id: number,
): Promise<string | undefined> {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
      owner,
      repo,
      ruleset_id,
    });
    const { name, current_user_can_bypass: bypass } = understood(Ruleset, data);
    return bypass === 'always' || bypass === 'exempt' ? undefined : JSON.stringify(name);
  } catch (error) {
    if (githubFailure(error, 0)?.status !== 404) throw error;
    return `no. ${ruleset_id}`;
  }
}

/** What the rule wants that a run does not bring; undefined where it does, as with signed commits, or where that cannot be told. */
function wishAgainst({ type, parameters }: Rule, push: PlannedPush): string | undefined {
  const pattern = (text: string, of: string) =>
    fits(parameters, text) === false ? `${of} of another form` : undefined;
  switch (type) {
    case 'creation':
      return push.isNew ? 'others to create such a branch' : undefined;
    case 'update':
      return 'others to change such a branch';
    case 'pull_request':
      return 'a pull request for every change of such a branch';
    case 'required_status_checks':
      return push.isNew && parameters?.do_not_enforce_on_create === true
        ? undefined
        : 'checks to succeed before a push';
    case 'commit_message_pattern':
      return pattern(push.message, `commit messages (ours begin with ${JSON.stringify(push.message.split('\n')[0])})`);
    case 'branch_name_pattern':
      return push.isNew ? pattern(push.branch, 'names of branches') : undefined;
    default:
      return undefined;
  }
}

/** Undefined where it is not known: a pattern that takes too long, or one that is written as no other language does. */
function fits(parameters: Rule['parameters'], text: string): boolean | undefined {
  const { operator, pattern, negate } = parameters ?? {};
  if (pattern === undefined) return undefined;
  const isFound = FOUND[operator ?? '']?.(text, pattern);
  return isFound === undefined ? undefined : isFound !== (negate === true);
}

const FOUND: Record<string, (text: string, pattern: string) => boolean | undefined> = {
  starts_with: (text, pattern) => text.startsWith(pattern),
  ends_with: (text, pattern) => text.trimEnd().endsWith(pattern),
  contains: (text, pattern) => text.includes(pattern),
  regex: matches,
};

const PATTERN_TIME_MS = 100;

/** Whoever writes the rules of a repository is a stranger: their pattern gets a little time and nothing to reach. */
function matches(text: string, pattern: string): boolean | undefined {
  const [, flags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  try {
    const asked = { text, rest, flags };
    return runInNewContext('new RegExp(rest, flags).test(text)', asked, { timeout: PATTERN_TIME_MS }) === true;
  } catch {
    return undefined;
  }
}

const Ref = z.object({ ref: z.string() });

/** A branch `a` keeps git from having a branch `a/b`. */
async function namesInTheWay(client: GitHubClient, { owner, repo }: RepositoryName, branch: string): Promise<string[]> {
  const parts = branch.split('/').slice(0, -1);
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const standing = await Promise.all(above.map((name) => isBranch(client, { owner, repo }, name)));
  return above
    .filter((_, index) => standing[index])
    .map(
      (name) =>
        `The branch ${name} stands in the way of ${branch}: git cannot have both. Rename it, or set another branch prefix.`,
    );
}

async function isBranch(client: GitHubClient, { owner, repo }: RepositoryName, name: string): Promise<boolean> {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner,
      repo,
      ref: `heads/${name}`,
    });
    return understood(Ref, data).ref === `refs/heads/${name}`;
  } catch (error) {
    // 409: a repository without a commit has no branches.
    if ([404, 409].includes(githubFailure(error, 0)?.status ?? 0)) return false;
    throw error;
  }
}
