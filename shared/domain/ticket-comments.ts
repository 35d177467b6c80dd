import { whatToDo } from './failures/failure-row.ts';
import type { Phase, Run } from './run.ts';
import type { TrackerName } from './ticket.ts';
import type { Instant } from './time.ts';
import { rulesOf } from './trackers/trackers.ts';
import { presentable } from './untrusted-text.ts';

const PHASE_NAMES: Record<Phase, string> = {
  planning: 'Planning',
  implementation: 'Implementation',
  'gap-fill': 'Follow-up',
};

/** What a run that ended says on the ticket; Markdown. */
export interface RunWords {
  run: Pick<Run, 'phase' | 'workflowRunUrl'>;
  reason: string;
  /** Of the failure, where it has one. */
  code?: string | undefined;
  /** What to do about it, where the code is one of ours. */
  remedy?: string | undefined;
  version: string;
  /** Where admins look after us. */
  adminUrl: string;
}

export function pullRequestComment(
  words: Pick<RunWords, 'run' | 'version'> & {
    prUrl: string;
    isMerged: boolean;
    draft?: number;
    missing?: string;
    /** What else people are to know, Markdown. */
    notes?: readonly string[];
  },
): string {
  const what = words.isMerged ? 'Pull request, which is merged already' : 'Pull request ready for review';
  const draft = words.draft === undefined ? '' : ` (draft: ${words.draft} open findings)`;
  const missing =
    words.missing === undefined ? [] : [`The run did not end well, so something may be missing: ${words.missing}`];
  const { notes = [] } = words;
  return paragraphs([`🚀 ${what}: ${words.prUrl}${draft}`, ...notes, ...missing], words.version);
}

/** Its pull request was closed, and what people can do. */
export function closedPullRequestComment({
  tracker,
  prUrl,
  version,
}: { tracker: TrackerName; prUrl: string } & Pick<RunWords, 'version'>): string {
  return paragraphs(
    [
      `🚫 Pull request closed without being merged: ${prUrl}`,
      `To go on with it, reopen it. To have the ticket implemented anew, ${rulesOf({ tracker }).words.markAgain}; within 24 hours of its last run an admin's Retry is needed too.`,
    ],
    version,
  );
}

export function failureComment(words: RunWords & { run: Pick<Run, 'tracker'> }): string {
  const { run, reason, version } = words;
  return paragraphs(
    [
      `⚠️ ${PHASE_NAMES[run.phase]} failed: ${reason}`,
      ...whatToDo(words),
      ...logs(run),
      `To try again, ${rulesOf(run).words.markAgain}.`,
    ],
    version,
  );
}

export function parkedComment(words: RunWords): string {
  const { run, reason, version, adminUrl } = words;
  return paragraphs(
    [
      `⚠️ ${PHASE_NAMES[run.phase]} failed: ${reason}`,
      ...whatToDo(words),
      ...logs(run),
      `This was the third failure in a row, so the ticket is parked. An admin can unpark it at ${adminUrl}/blocked.`,
    ],
    version,
  );
}

/** A usage limit of the model was met: the ticket goes on by itself at `until`. */
export function quotaComment({ run, reason, version, until }: RunWords & { until: Instant }): string {
  return paragraphs(
    [
      `⏳ ${PHASE_NAMES[run.phase]} waits until ${until.slice(0, 16).replace('T', ' ')} UTC: ${reason}`,
      'It then goes on by itself. To go on sooner, raise the limit or use another credential.',
      ...logs(run),
    ],
    version,
  );
}

export function cancelledComment({ run, reason, version }: Omit<RunWords, 'adminUrl'>): string {
  return paragraphs([`🛑 ${PHASE_NAMES[run.phase]} cancelled: ${reason}`, ...logs(run)], version);
}

/** A value that the ticket should show, and that nobody made in Jira; the run goes on without it. */
export function valueMissingComment(words: { field: string; value: string; version: string }): string {
  return paragraphs(
    [
      `⚠️ This ticket should show \`${words.field}\` = \`${words.value}\`, and that field offers no such option here.`,
      `Its run goes on. Somebody who administers Jira has to add the option \`${words.value}\`, or put the field on this ticket's screen.`,
    ],
    words.version,
  );
}

/** The ticket's field cannot be set by our account; the run goes on without it. */
export function editForbiddenComment(words: { permission: string; version: string }): string {
  return paragraphs(
    [
      `⚠️ This ticket's status cannot be shown: our account lacks the permission \`${words.permission}\` here.`,
      'Its run goes on. Somebody who administers the project in Jira has to give it to the account.',
    ],
    words.version,
  );
}

/** Labels that the ticket cannot bear; the run goes on without them. */
export function labelsExcludedComment(words: { labels: string[]; groups: string[]; version: string }): string {
  const labels = words.labels.map((label) => `\`${label}\``).join(', ');
  const groups = words.groups.map((group) => `\`${group}\``).join(', ');
  return paragraphs(
    [
      `⚠️ This ticket should bear ${labels}, and Linear's label group ${groups} stands in the way: a ticket bears one label of a group at most.`,
      'Its run goes on. Somebody who administers Linear has to take our labels out of the group.',
    ],
    words.version,
  );
}

/** What the tracker refused for good, in one comment however much it is. */
export function givenUpComment(words: {
  given: readonly { subject: 'markers' | 'comment'; reason: string }[];
  prUrl: string | undefined;
  version: string;
  adminUrl: string;
}): string {
  const lines = words.given.map(({ subject, reason }) => `- ${GIVEN_UP_SUBJECTS[subject]}: ${reason}`);
  const pull = words.prUrl === undefined ? [] : [`Its pull request: ${words.prUrl}`];
  return paragraphs(
    [
      '⚠️ Something that this ticket should show was refused again and again, and is given up:',
      lines.join('\n'),
      ...pull,
      `An admin finds what it was at ${words.adminUrl}/overview.`,
    ],
    words.version,
  );
}

const GIVEN_UP_SUBJECTS = { markers: 'its markers', comment: 'a comment' };

export function suspendedComment({ reason, version, adminUrl }: RunWords): string {
  return paragraphs(
    [
      `⏸️ The repository of this ticket refuses runs: ${reason}`,
      `All its tickets wait, and stay marked, until an admin resumes the mapping at ${adminUrl}/mappings.`,
    ],
    version,
  );
}

/** How a person lets a plan be implemented. */
export function approvalComment({
  tracker,
  version,
  adminUrl,
}: { tracker: TrackerName } & Pick<RunWords, 'version' | 'adminUrl'>): string {
  return paragraphs(
    [
      '📝 The plan waits for approval.',
      `To approve it, ${rulesOf({ tracker }).words.approve}, or use the button at ${adminUrl}/blocked. What you change in the plan's comments before is part of what you approve.`,
      'If the title or the description of the ticket changes, it is planned anew.',
    ],
    version,
  );
}

export function outdatedPlanComment({ why, version }: { why: WhyAnew } & Pick<RunWords, 'version'>): string {
  return paragraphs([`🔁 ${WHY_ANEW[why]}, so it is planned anew.`], version);
}

const WHY_ANEW = {
  changed: 'The title or the description of this ticket changed after it was planned',
  deleted: 'The comments of the plan of this ticket were deleted',
  moved: 'The repository of this ticket is another one than it was planned for',
};
export type WhyAnew = keyof typeof WHY_ANEW;

/** A person asked for another plan in the admin UI. */
export function otherPlanComment({ remark, version }: { remark: string } & Pick<RunWords, 'version'>): string {
  const quoted = presentable(remark, { length: remark.length }).replaceAll(/^/gm, '> ');
  return paragraphs(['🔁 An admin asks for another plan:', quoted], version);
}

function logs(run: RunWords['run']): string[] {
  return run.workflowRunUrl === undefined ? [] : [`Logs: ${run.workflowRunUrl}`];
}

function paragraphs(lines: string[], version: string): string {
  return [...lines, `*AI-Implement ${version}*`].join('\n\n');
}
