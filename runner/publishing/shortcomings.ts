import { codeBlock, presentable, presentableLine } from '../../shared/domain/untrusted-text.ts';
import type { Redact } from '../process/redact.ts';
import type { AgentOutcome } from '../stages/handover.ts';
import { leftOutLines } from './left-out-words.ts';

type Shortcomings = Pick<AgentOutcome, 'failure' | 'failedChecks' | 'openFindings' | 'notReviewed' | 'leftOut'>;

/** What is not right about work that ships all the same, as Markdown sections; none when all is well. */
export function shortcomings(
  { failure, failedChecks, openFindings, notReviewed, leftOut }: Shortcomings,
  redact: Redact,
): string[] {
  const checks = failedChecks.map(
    ({ name, output }) =>
      `**${presentableLine(name, { redact, length: 100 })}**\n\n${codeBlock(output, { redact, length: 1000 })}`,
  );
  const findings = openFindings.map((finding) => `- ${presentableLine(finding, { redact, length: 300 })}`);
  return [
    ...section('The run failed', failure === undefined ? [] : [presentable(failure.reason, { redact, length: 2000 })]),
    ...section('Not reviewed', notReviewed === undefined ? [] : [notReviewedNote(notReviewed, redact)]),
    ...section('Left out of this change', leftOut.length === 0 ? [] : [leftOutLines(leftOut, redact).join('\n')]),
    ...section('Failed checks', checks),
    ...section('Open findings of the review', findings.length === 0 ? [] : [findings.join('\n')]),
  ];
}

/** For pull request and ticket. */
export function notReviewedNote(reason: string, redact: Redact): string {
  return `Not reviewed: ${presentableLine(reason, { redact, length: 500 })}`;
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`### ⚠️ ${title}`, ...parts];
}
