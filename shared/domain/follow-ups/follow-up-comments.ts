import { failureRow } from '../failures/failures.ts';
import type { Run, RunFailure } from '../run.ts';

/** Why a person's `/ai-implement` is not followed. */
export type CommandRefusal =
  | { why: 'no_write_access'; by: string }
  | { why: 'closed' | 'merged' | 'unmapped' }
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
      return 'this pull request is merged. Put the trigger back on its ticket for more work.';
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
  { failure, workflowRunUrl }: { failure: RunFailure | undefined } & Pick<Run, 'workflowRunUrl'>,
  version: string,
): string {
  const remedy = failure?.code === undefined ? undefined : failureRow(failure.code)?.remedy;
  return signed(
    [
      `⚠️ Follow-up failed: ${failure?.reason ?? 'no reason was given'}`,
      ...(remedy === undefined ? [] : [`What to do: ${remedy} (\`${failure?.code}\`)`]),
      ...(workflowRunUrl === undefined ? [] : [`Logs: ${workflowRunUrl}`]),
      'To try again, comment `/ai-implement`.',
    ],
    version,
  );
}

function signed(lines: readonly string[], version: string): string {
  return [...lines, `*AI-Implement ${version}*`].join('\n\n');
}
