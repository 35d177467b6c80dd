import { whatToDo } from '../failures/failure-row.ts';
import { failureRow } from '../failures/failures.ts';
import type { Run, RunFailure } from '../run.ts';
import type { Instant } from '../time.ts';
import { presentablePath } from '../untrusted-text.ts';
import { FINDING_REASONS, type FindingRecord } from './finding.ts';

/** Why a person's `/ai-implement` is not followed. */
export type CommandRefusal =
  | { why: 'no_write_access'; by: string }
  | { why: 'closed' | 'merged' | 'unmapped' | 'not_ours' }
  | { why: 'held'; detail: string };

/** What is said on the pull request to a command that is not followed; Markdown. */
export function refusedReply(refusal: CommandRefusal, version: string): string {
  return signed([`🚫 \`/ai-implement\` is not followed: ${reasonOf(refusal)}`], version);
}

function reasonOf(refusal: CommandRefusal): string {
  switch (refusal.why) {
    case 'no_write_access':
      return `@${refusal.by} cannot write to this repository. Somebody who can may ask for the same.`;
    case 'closed':
      return 'this pull request is closed. Reopen it, then ask again.';
    case 'merged':
      return 'this pull request is merged. For more work, reopen its ticket, if that is closed, and mark it again.';
    case 'not_ours':
      return 'no run of AI-Implement opened this pull request, and only those are worked on.';
    case 'unmapped':
      return 'its project mapping was deleted. An admin can make it again.';
    case 'held':
      return `${refusal.detail}. Ask again when an admin has resumed it.`;
  }
}

/** What is said to a command that came while another follow-up works. */
export function queuedReply(version: string): string {
  return signed(
    ['⏳ A run works for this ticket. This one follows when it is over; nothing needs to be done.'],
    version,
  );
}

/** What is said when a follow-up ended without success, for good. */
export function followUpFailedReply(
  { status, failure, workflowRunUrl }: { failure: RunFailure | undefined } & Pick<Run, 'status' | 'workflowRunUrl'>,
  version: string,
): string {
  const remedy = failureRow(failure?.code)?.remedy;
  const reason = failure?.reason ?? 'no reason was given';
  if (failure?.code === 'pull_request_merged') return signed([`🛑 Follow-up cancelled: ${failure.reason}`], version);
  return signed(
    [
      `${status === 'cancelled' ? '🛑 Follow-up cancelled' : '⚠️ Follow-up failed'}: ${reason}`,
      ...whatToDo({ reason, code: failure?.code, remedy }),
      ...(workflowRunUrl === undefined ? [] : [`Logs: ${workflowRunUrl}`]),
      'To try again, comment `/ai-implement`.',
    ],
    version,
  );
}

const MOST_LISTED = 20;

/** What is said once the follow-ups of a day that nobody asked for are spent: what is open, how they went, and how to go on. */
export function budgetSpentReply(
  { findings, since, again }: { findings: readonly FindingRecord[]; since: Instant; again: Instant },
  version: string,
): string {
  const open = findings.filter(({ state }) => state === 'open');
  const opened = findings.filter(({ openedAt }) => openedAt > since).length;
  const closed = findings.filter(
    ({ state, answeredBy }) => state === 'addressed' && (answeredBy?.at ?? '') >= since,
  ).length;
  const listed = open.slice(0, MOST_LISTED).map(lineOf);
  const left = open.length - listed.length;
  const course =
    opened > closed
      ? `Since the first of them ${opened} findings came up and ${closed} were closed: the passes do not catch up.`
      : `Since the first of them ${closed} findings were closed and ${opened} came up.`;
  return signed(
    [
      '⏸️ Four follow-ups ran within 24 hours, and feedback is still open. No other begins by itself for now.',
      course,
      ['Open:', ...listed, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n'),
      `To go on now, comment \`/ai-implement\`, with an instruction if you like; it goes on by itself after ${again.slice(0, 16).replace('T', ' ')} UTC.`,
    ],
    version,
  );
}

/** Untrusted words are left out: whoever wrote them has them in the thread. */
function lineOf({ source, path, line, reason }: FindingRecord): string {
  const place = path === undefined ? 'conversation' : [presentablePath(path), line].filter(Boolean).join(':');
  return `- ${source.login} in \`${place}\`${reason === undefined ? '' : `: ${FINDING_REASONS[reason]}`}`;
}

function signed(lines: readonly string[], version: string): string {
  return [...lines, `*AI-Implement ${version}*`].join('\n\n');
}
