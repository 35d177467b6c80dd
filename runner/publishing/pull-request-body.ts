import type { RunContext } from '../../shared/contract/runner.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { rulesOf } from '../../shared/domain/trackers/trackers.ts';
import { presentable, presentablePath, presentableTitle } from '../../shared/domain/untrusted-text.ts';
import type { Redact } from '../process/redact.ts';
import type { AgentOutcome } from '../stages/handover.ts';
import type { AllowedPath } from '../stages/left-out.ts';
import { markerOf } from './our-comments.ts';
import { shortcomings } from './shortcomings.ts';

const BEGIN = markerOf('body');
const END = markerOf('body-end');
const LONGEST_TITLE = 240;

export function pullRequestTitle({ ticket }: RunContext): string {
  return presentableTitle(`${ticket.key}: ${ticket.title}`, { length: LONGEST_TITLE });
}

/** Our part of a pull request's description, between two markers: at most 50,000 characters of the 65,536 that GitHub takes. */
export function pullRequestBody(
  context: RunContext,
  outcome: AgentOutcome & { allowed: readonly AllowedPath[] },
  redact: Redact,
): string {
  const { ticket } = context;
  const closing = rulesOf(ticket).words.closes(ticket.key);
  const parts = [
    presentable(outcome.summary, { redact, length: 12_000 }) || 'The agent left no summary.',
    `Ticket: [${ticket.key}](${ticket.url})`,
    ...(closing === undefined ? [] : [closing]),
    ...allowedSection(outcome.allowed),
    ...shortcomings(outcome, redact),
    `*AI-Implement ${VERSION}, run ${context.runId}*`,
  ];
  return `${BEGIN}\n${parts.join('\n\n')}\n${END}`;
}

/** What decides about runs, reviews and machines deserves a closer look, even where it may be changed. */
function allowedSection(allowed: readonly AllowedPath[]): string[] {
  if (allowed.length === 0) return [];
  const lines = allowed.slice(0, 20).map(({ path, what }) => `- \`${presentablePath(path)}\`: ${what}`);
  const rest = allowed.length > 20 ? [`- … and ${allowed.length - 20} more`] : [];
  return ['### ⚠️ Guarded files that the mapping allows', [...lines, ...rest].join('\n')];
}

/** The whole description with our part renewed; what people wrote around it stays. */
export function renewedBody(existing: string, ours: string): string {
  const begin = existing.indexOf(BEGIN);
  const end = existing.indexOf(END, begin);
  if (begin < 0 || end < 0) return existing.trim() === '' ? ours : `${existing.trimEnd()}\n\n${ours}`;
  return existing.slice(0, begin) + ours + existing.slice(end + END.length);
}
