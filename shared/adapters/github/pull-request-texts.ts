import * as z from 'zod';
import type { CommentRef, PullRequestId, PullRequestView } from '../../domain/follow-ups/pull-request-record.ts';
import { instant } from '../../domain/time.ts';
import { NotUnderstood } from '../../github/answer-errors.ts';
import { graphqlAddress } from '../../github/graphql-address.ts';
import { understood } from '../../github/understood.ts';
import type { PullRequestComment, PullRequestHost } from '../../ports/pull-request-host.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { OUR_MARK } from './feedback-shape.ts';
import type { GitHubClient } from './github-client.ts';
import { GitHubId } from './github-id.ts';

/** A repository as this host reaches it. */
export interface HostedRepository extends RepositoryName {
  client: GitHubClient;
  /** The login under which our App writes. */
  botLogin: string;
}

const PAGE = 100;
/** Pages of comments that are looked through for an answer of ours. */
const MAX_PAGES = 10;

const User = z.object({ login: z.string() }).nullish();
const Written = z.object({ user: User, body: z.string().nullish() });
const time = z.iso.datetime({ offset: true });
const ConversationComment = Written.extend({ created_at: time, issue_url: z.string() });
const InlineComment = Written.extend({ created_at: time, pull_request_url: z.string() });
const Review = Written.extend({ submitted_at: time.optional(), pull_request_url: z.string(), node_id: z.string() });

/** Undefined where the comment stands on another pull request. Throws Octokit's error where it is gone. */
export async function readComment(
  repository: HostedRepository,
  pull: PullRequestId,
  ref: CommentRef,
): Promise<PullRequestComment | undefined> {
  const { written, at, on } = await read(repository, pull, ref);
  if (!on.endsWith(`/${pull.number}`)) return undefined;
  const { user, body } = written;
  const isOurs = user?.login === repository.botLogin && (body ?? '').includes(OUR_MARK);
  return { author: user?.login, isOurs, body: body ?? '', at: instant(Date.parse(at)) };
}

interface Read {
  written: z.infer<typeof Written>;
  at: string;
  /** The address of what it stands on, which ends with its number. */
  on: string;
}

/** GitHub's ids may exceed 2^53, so they go into the path as they are written. */
async function read({ client, owner, repo }: HostedRepository, pull: PullRequestId, ref: CommentRef): Promise<Read> {
  const place = { owner, repo, id: ref.commentId };
  switch (ref.kind) {
    case 'conversation': {
      const { data } = await client.request('GET /repos/{owner}/{repo}/issues/comments/{id}', place);
      const written = understood(ConversationComment, data);
      return { written, at: written.created_at, on: written.issue_url };
    }
    case 'inline': {
      const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/comments/{id}', place);
      const written = understood(InlineComment, data);
      return { written, at: written.created_at, on: written.pull_request_url };
    }
    case 'review': {
      const written = await readReview({ client, owner, repo }, pull, ref);
      if (written.submitted_at === undefined) throw new NotUnderstood('has no time');
      return { written, at: written.submitted_at, on: written.pull_request_url };
    }
  }
}

async function readReview(
  { client, owner, repo }: Pick<HostedRepository, 'client' | 'owner' | 'repo'>,
  { number }: PullRequestId,
  { commentId: id }: CommentRef,
) {
  const path = 'GET /repos/{owner}/{repo}/pulls/{number}/reviews/{id}';
  const { data } = await client.request(path, { owner, repo, number, id });
  return understood(Review, data);
}

const Pull = z.object({
  state: z.enum(['open', 'closed']),
  merged: z.boolean(),
  draft: z.boolean().optional(),
  closed_at: z.iso.datetime({ offset: true }).nullish(),
  head: z.object({ ref: z.string(), sha: z.string().min(1) }),
  base: z.object({
    ref: z.string(),
    repo: z.object({ id: GitHubId, name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) }),
  }),
});

export async function readPull({ client, owner, repo }: HostedRepository, number: number): Promise<PullRequestView> {
  const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{number}', { owner, repo, number });
  const { state, merged, draft, closed_at, head, base } = understood(Pull, data);
  const { id: repositoryId, owner: by, name } = base.repo;
  return {
    ...{ repositoryId, owner: by.login, repo: name },
    ...{ state: merged ? 'merged' : state, isDraft: draft ?? false },
    ...{ head: head.ref, headSha: head.sha, base: base.ref },
    ...(closed_at && { overAt: instant(Date.parse(closed_at)) }),
  };
}

const REACTION =
  'mutation ($subjectId: ID!) { addReaction(input: { subjectId: $subjectId, content: EYES }) { clientMutationId } }';
const Reacted = z.object({ data: z.object({ addReaction: z.unknown() }) });

/** 👀; REST knows no reaction to a review's text. */
export async function markSeen(repository: HostedRepository, pull: PullRequestId, ref: CommentRef): Promise<void> {
  const { client, owner, repo } = repository;
  const place = { owner, repo, id: ref.commentId, content: 'eyes' } as const;
  switch (ref.kind) {
    case 'conversation':
      await client.request('POST /repos/{owner}/{repo}/issues/comments/{id}/reactions', place);
      return;
    case 'inline':
      await client.request('POST /repos/{owner}/{repo}/pulls/comments/{id}/reactions', place);
      return;
    case 'review': {
      const { node_id: subjectId } = await readReview(repository, pull, ref);
      const address = graphqlAddress(client.request.endpoint.DEFAULTS.baseUrl ?? '');
      const { data } = await client.request(`POST ${address}`, { query: REACTION, variables: { subjectId } });
      understood(Reacted, data);
      return;
    }
  }
}

const Comments = z.array(Written);

/** Says it unless it stands there. Its id is hidden in it. */
export async function answerComment(
  repository: HostedRepository,
  number: number,
  { answerId, body, since }: Parameters<PullRequestHost['say']>[1],
): Promise<void> {
  const { client, owner, repo, botLogin } = repository;
  const mark = `${OUR_MARK}:answer ${answerId} -->`;
  const place = { owner, repo, number };
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const wish = { ...place, since, per_page: PAGE, page };
    const { data } = await client.request('GET /repos/{owner}/{repo}/issues/{number}/comments', wish);
    const found = understood(Comments, data);
    if (found.some(({ user, body: text }) => user?.login === botLogin && text?.includes(mark) === true)) return;
    if (found.length < PAGE) break;
  }
  await client.request('POST /repos/{owner}/{repo}/issues/{number}/comments', { ...place, body: `${body}\n\n${mark}` });
}
