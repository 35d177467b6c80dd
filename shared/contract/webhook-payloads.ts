import * as z from 'zod';

/** GitHub's own limit is 25 MB; a Lambda takes 6 MB. What is bigger fails there, and is found by nobody but a person who asks again. */
export const WEBHOOK_BODY_LIMIT = 5_000_000;

/** The headers of a delivery. The id names the event: it is the same in each time that GitHub delivers it. */
export const DeliveryHeaders = z
  .object({
    'x-github-event': z.string().regex(/^[a-z0-9_]{1,64}$/),
    'x-github-delivery': z.string().regex(/^[\w-]{1,64}$/),
  })
  .transform((headers) => ({ event: headers['x-github-event'], deliveryId: headers['x-github-delivery'] }));

/** An id, as a number or, above 2^53, as its digits. */
const GitHubId = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d*$/)])
  .transform(String)
  .pipe(z.string().max(20));

const repository = z
  .object({ id: GitHubId, full_name: z.string().regex(/^[^/\s]+\/[^/\s]+$/) })
  .transform(({ id, full_name }) => {
    const [owner, repo] = full_name.split('/') as [string, string];
    return { owner, repo, repositoryId: id };
  });

const number = z.int().min(1);
const from = z.object({ from: z.string().min(1) });
const account = z.object({ login: z.string().min(1) });
const written = {
  id: GitHubId,
  /** Null when a review has no text. */
  body: z.string().nullish(),
  /** Null when the account was deleted. */
  user: z.object({ login: z.string().min(1).max(64), type: z.string().optional() }).nullish(),
  author_association: z.string().optional(),
};

/** What every payload may say of itself. */
export const AnyPayload = z.object({ action: z.string().optional() });

/** Only what is used is read; everything else may come and go. */
export const IssueCommentPayload = z.object({
  repository,
  issue: z.object({ number, pull_request: z.object({}).nullish() }),
  comment: z.object(written),
});
export const ReviewCommentPayload = z.object({
  repository,
  pull_request: z.object({ number }),
  comment: z.object(written),
});
export const ReviewPayload = z.object({ repository, pull_request: z.object({ number }), review: z.object(written) });
export const PullRequestPayload = z.object({
  repository,
  pull_request: z.object({ number }),
  /** With `edited`: what was edited. */
  changes: z.object({ base: z.object({}).nullish() }).nullish(),
});
export const CheckSuitePayload = z.object({
  repository,
  check_suite: z.object({
    head_sha: z.string().regex(/^[0-9a-f]{7,64}$/),
    /** Empty for a fork's branch, and where the pull request was opened after the checks began. */
    pull_requests: z.array(z.object({ number })).nullish(),
  }),
});
export const RepositoryPayload = z.object({
  repository,
  changes: z
    .object({
      /** With `renamed`. */
      repository: z.object({ name: from }).nullish(),
      /** With `transferred`. */
      owner: z.object({ from: z.object({ user: account.nullish(), organization: account.nullish() }) }).nullish(),
    })
    .nullish(),
});
/** Of `installation` and of `installation_repositories`. An enterprise has no login. */
export const InstallationPayload = z.object({
  installation: z.object({ account: account.partial().nullish() }),
});
export const WorkflowRunPayload = z.object({
  /** What the workflow's `run-name` made of its inputs; older servers do not send it. */
  workflow_run: z.object({ display_title: z.string().nullish() }),
});

/** What a delivery is answered. */
export type DeliveryAnswer = { status: 'queued'; as: string } | { status: 'ignored'; reason: string };
