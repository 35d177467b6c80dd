import * as z from 'zod';
import type { Finding, RunContext } from '../../shared/contract/runner.ts';
import { presentable, presentableLine, presentablePath } from '../../shared/domain/untrusted-text.ts';
import { understood } from '../../shared/github/understood.ts';
import { eachListed } from '../github/each-listed.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { againIfUnanswered } from '../github/github-refusal.ts';
import type { Redact } from '../process/redact.ts';
import type { AgentOutcome } from '../stages/handover.ts';
import { markerOf, putOurComment } from './our-comments.ts';
import type { FinishedDraft } from './publish-deps.ts';
import { shortcomings } from './shortcomings.ts';

interface Answered {
  finding: Finding;
  reply: string;
  /** The commit that holds what was changed for it; undefined where nothing was. */
  commit: string | undefined;
}

/** The findings of this run that the agent says it answered; what it says of others does not count. `head`: the branch's newest commit. */
export function answeredFindings(
  { followUp }: RunContext,
  { addressed, outcome }: AgentOutcome,
  head: string,
): Answered[] {
  return (followUp?.findings ?? []).flatMap((finding) => {
    const answer = addressed.find(({ fingerprint }) => fingerprint === finding.fingerprint);
    if (answer === undefined) return [];
    const isDone = outcome === 'changed' && answer.isDone !== false;
    return [{ finding, reply: answer.reply, commit: isDone ? head : undefined }];
  });
}

/** What was done and where, or that nothing was and why. GitHub makes a link of the commit. */
function answerOf({ reply, commit }: Answered): string {
  if (commit === undefined)
    return reply === '' ? 'Nothing was changed for this.' : `Nothing was changed for this: ${reply}`;
  return reply === '' ? `Done in ${commit}.` : `Done in ${commit}: ${reply}`;
}

/** One line for each: whose it is, where, and what became of it. */
export function answeredLines(answered: readonly Answered[], redact: Redact): string[] {
  return answered.map((one) => {
    const { source, path } = one.finding;
    const place = path === undefined ? '' : ` \`${presentablePath(path)}\``;
    return `${presentableLine(source, { redact, length: 100 })}${place}: ${presentableLine(answerOf(one), { redact, length: 500 })}`;
  });
}

/** Replies in the thread of each answered inline comment, once per run, and sums up in one comment, with what is not right yet. */
export async function answerFindings(
  github: GitHubRepository,
  options: {
    context: RunContext;
    pullNumber: number;
    /** The newest commit of the branch. */
    head: string;
    answered: readonly Answered[];
    outcome: AgentOutcome;
    draft: FinishedDraft | undefined;
    redact: Redact;
  },
): Promise<void> {
  const { context, pullNumber, answered, outcome, draft, redact } = options;
  await againIfUnanswered(() => replyInThreads(github, options));
  const lines = answeredLines(answered, redact).map((line) => `- ${line}`);
  const summary = presentable(outcome.summary, { redact, length: 10_000 });
  const list = lines.length === 0 ? [] : ['### Addressed', lines.join('\n')];
  const kind = { firstLine: '## 🔁 AI Implementation Follow-up', name: `follow-up-${context.runId}` };
  await putOurComment(
    github,
    pullNumber,
    kind,
    [summary || 'Nothing was changed.', ...list, ...shortcomings(outcome, redact), ...draftNote(draft, redact)].join(
      '\n\n',
    ),
  );
}

function draftNote(draft: FinishedDraft | undefined, redact: Redact): string[] {
  if (draft === undefined) return [];
  return [
    draft.isReady ? 'Nothing is left open: it is ready for review.' : presentable(draft.why, { redact, length: 2000 }),
  ];
}

/** Each thread that has no reply of this run yet gets one. */
async function replyInThreads(
  github: GitHubRepository,
  options: { context: RunContext; pullNumber: number; head: string; answered: readonly Answered[]; redact: Redact },
): Promise<void> {
  const { context, pullNumber, head, answered, redact } = options;
  const inThreads = answered.filter(({ finding }) => finding.reviewCommentId !== undefined);
  const existing = inThreads.length === 0 ? new Set() : await repliesOf(github, pullNumber);
  for (const one of inThreads) {
    const { finding } = one;
    const id = finding.reviewCommentId ?? 0;
    // A thread may hold several findings, each with an answer of its own.
    const marker = markerOf(`reply-${context.runId}-${finding.fingerprint.slice(0, 16)}`);
    if (existing.has(`${id} ${marker}`)) continue;
    const body = `${presentable(answerOf(one), { redact, length: 2000 })}\n\n${marker}`;
    await replyTo(github, { pullNumber, head, id, path: finding.path ?? '', body });
  }
}

const Id = z.union([z.int(), z.bigint()]).transform(Number);
const Written = z.object({ id: Id });
const InlineComment = z.object({
  user: z.object({ login: z.string() }).nullable(),
  body: z.string(),
  in_reply_to_id: Id.optional(),
});

/** GitHub's description of its route `…/replies` marks that as not for Apps. Commit and path are required, and not looked at. */
async function replyTo(
  { request, owner, repo }: GitHubRepository,
  { pullNumber, head, id, path, body }: { pullNumber: number; head: string; id: number; path: string; body: string },
): Promise<void> {
  const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments';
  const reply = { owner, repo, pull_number: pullNumber, commit_id: head, path, body, in_reply_to: id };
  understood(Written, (await request(route, reply)).data);
}

const REPLY_MARKER = /<!-- ai-implement:reply-[\w-]+ -->/;

/** Our replies that stand: the comment that began the thread, and the marker. */
async function repliesOf(github: GitHubRepository, pullNumber: number): Promise<Set<string>> {
  const { request, owner, repo } = github;
  const botLogin = await github.botLogin();
  const replied = new Set<string>();
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
  const comments = eachListed(InlineComment, (page) =>
    request(route, { owner, repo, pull_number: pullNumber, ...page }),
  );
  for await (const { user, body, in_reply_to_id: id } of comments) {
    const marker = user?.login === botLogin ? REPLY_MARKER.exec(body)?.[0] : undefined;
    if (marker !== undefined) replied.add(`${id} ${marker}`);
  }
  return replied;
}
