import type { Finding } from '../../shared/contract/runner.ts';
import type { DataFence } from './data-fence.ts';

/** What a follow-up is to do. */
export interface FollowUpWork {
  /** Of our last gap analysis. */
  gaps: readonly string[];
  findings: readonly Finding[];
  /** What a person wrote behind `/ai-implement`. */
  instruction: string | undefined;
}

/** The work list, for prompts. */
export function followUpSection(fence: DataFence, { gaps, findings, instruction }: FollowUpWork): string {
  return [
    ...(instruction === undefined ? [] : [`What a person asks for:\n${fence.block('instruction', instruction)}`]),
    ...findings.map(
      (finding) => `Finding \`${finding.fingerprint}\`:\n${fence.block('finding', findingText(finding))}`,
    ),
    ...gaps.map((gap) => `A gap of the last analysis:\n${fence.block('gap', gap)}`),
  ].join('\n\n');
}

function findingText({ source, path, line, body }: Finding): string {
  const place = [path, line].filter((part) => part !== undefined).join(':');
  return [`From ${source}`, ...(place === '' ? [] : [`At ${place}`]), body].join('\n');
}
