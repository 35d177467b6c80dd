import * as z from 'zod';
import { understood } from '../../shared/github/understood.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { againIfUnanswered, refusalOf } from '../github/github-refusal.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { renewedBody } from './pull-request-body.ts';

export interface PullRequest {
  number: number;
  url: string;
  isDraft: boolean;
}

export interface WantedPullRequest {
  branch: string;
  into: string;
  title: string;
  body: string;
  isDraft: boolean;
}

const ExistingPull = z.object({
  number: z.int().positive(),
  html_url: z.url(),
  state: z.string(),
  draft: z.boolean().optional(),
  body: z.string().nullish(),
  head: z.object({ ref: z.string() }),
});
type ExistingPull = z.infer<typeof ExistingPull>;

/**
 * Opens the pull request of a branch, or renews the description of the one that is open already. Whether that is a draft stays as
 * people have it.
 */
export function putPullRequest(github: GitHubRepository, wanted: WantedPullRequest): Promise<PullRequest> {
  return againIfUnanswered(async () => {
    const existing = await openPullRequest(github, wanted);
    return existing === undefined ? open(github, wanted) : renew(github, existing, wanted);
  });
}

async function openPullRequest(
  { request, owner, repo }: GitHubRepository,
  { branch }: Pick<WantedPullRequest, 'branch'>,
): Promise<ExistingPull | undefined> {
  const head = `${owner}:${branch}`;
  const { data } = await request('GET /repos/{owner}/{repo}/pulls', { owner, repo, head, state: 'open' });
  return understood(z.array(ExistingPull), data).find((pull) => pull.head.ref === branch);
}

async function open(github: GitHubRepository, wanted: WantedPullRequest): Promise<PullRequest> {
  const { owner, repo } = github;
  const { title, body, branch: head, into: base, isDraft: draft } = wanted;
  try {
    const parameters = { owner, repo, title, body, head, base, draft };
    const { data } = await github.request('POST /repos/{owner}/{repo}/pulls', parameters);
    return toPullRequest(understood(ExistingPull, data));
  } catch (error) {
    return openOtherwise(github, wanted, error);
  }
}

/** Somebody may have been faster, or drafts may not be had. */
async function openOtherwise(
  github: GitHubRepository,
  wanted: WantedPullRequest,
  error: unknown,
): Promise<PullRequest> {
  const { status, message = '' } = refusalOf(error) ?? { status: 0 };
  // A plan without draft pull requests still gets its pull request; the description says what is open.
  if (wanted.isDraft && status === 422 && /draft/i.test(message)) return open(github, { ...wanted, isDraft: false });
  if (status === 422 && /no commits between/i.test(message)) {
    throw new StageFailure('nothing_to_review', `${wanted.branch} and ${wanted.into}`);
  }
  const existing = /already exists/i.test(message) ? await openPullRequest(github, wanted) : undefined;
  if (existing === undefined) throw error;
  return renew(github, existing, wanted);
}

async function renew(
  { request, owner, repo }: GitHubRepository,
  existing: ExistingPull,
  { title, body: ours }: WantedPullRequest,
): Promise<PullRequest> {
  const body = renewedBody(existing.body ?? '', ours);
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
  const { data } = await request(route, { owner, repo, pull_number: existing.number, title, body });
  return toPullRequest(understood(ExistingPull, data));
}

/** The pull request of a follow-up, which must still be open. */
export async function readPullRequest(
  { request, owner, repo }: GitHubRepository,
  pullNumber: number,
): Promise<PullRequest> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const pull = understood(ExistingPull, (await request(route, { owner, repo, pull_number: pullNumber })).data);
  if (pull.state === 'closed') {
    throw new StageFailure('pull_request_over', `#${pullNumber} is closed`);
  }
  return toPullRequest(pull);
}

function toPullRequest({
  number,
  html_url: url,
  draft,
}: Pick<ExistingPull, 'number' | 'html_url' | 'draft'>): PullRequest {
  return { number, url, isDraft: draft === true };
}
