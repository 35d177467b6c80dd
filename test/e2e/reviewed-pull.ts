import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClaudeProgram, standIn } from '../../local/world/vendors/claude-code.ts';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { PullRecord } from '../../simulators/github/code-state.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

export const REPOSITORY = 'acme/backend';
export const COMMAND = '/ai-implement add a test';
export const TRIGGER_FILE = '.github/workflows/comment-trigger.yml';
export const TRIGGER_TEMPLATE = readFileSync(
  join(import.meta.dirname, '../../templates/workflows/comment-trigger.yml'),
  'utf8',
);

/** A ticket whose run has opened a pull request, by the shipped workflow. */
export interface ReviewedPull {
  system: QuietSystem;
  key: string;
  pull: PullRecord;
  name: { repository: string; number: number };
  /** The first line of the code that the run wrote. */
  place: { path: string; line: number };
  record(): ReturnType<QuietSystem['stores']['tickets']['read']>;
  /** Those of the ticket, oldest first. */
  runs(): Promise<Run[]>;
  /** Waits until so many runs are over, and nothing goes on. */
  settled(count: number): Promise<Run[]>;
}

/** `prepare` is done before the ticket is marked; `claude` is a stand-in unless another is given. */
export async function aReviewedPull(
  prepare: (system: QuietSystem) => Promise<void> = async () => {},
  claude: ClaudeProgram = standIn(),
) {
  const system = await startQuietSystem({ runs: 'executed', claude });
  await prepare(system);
  const key = system.markNew('ENG', 'Greet by name', 'Greet people by their name.');
  const ref = { tracker: 'linear', ticketId: system.linear.idOf(key) } as const;
  const record = () => system.stores.tickets.read(ref);
  const runs = async () => {
    const found = await system.stores.runs.ofTicket(ref);
    return found.sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
  };
  await system.until(async () => (await record())?.status === 'pr_ready' && areOver(await runs(), 1));
  const [pull] = system.github.people.pulls(REPOSITORY);
  if (pull === undefined) throw new Error('no pull request was opened');
  const reviewed: ReviewedPull = {
    ...{ system, key, pull, record, runs },
    name: { repository: REPOSITORY, number: pull.number },
    place: { path: `docs/work-on-${key.toLowerCase()}.md`, line: 1 },
    async settled(count) {
      await system.until(async () => areOver(await runs(), count) && system.laptop.isIdle());
      return runs();
    },
  };
  return reviewed;
}

function areOver(all: readonly Run[], count: number): boolean {
  return all.length >= count && all.every(({ status }) => isTerminal(status));
}

/** No webhook reaches us from here on, and the repository's own workflow tells of comments, as it is shipped. */
export async function tellByWorkflow({ github, laptop }: QuietSystem): Promise<void> {
  github.hook.addFault({ kind: 'dropped' });
  const installed = TRIGGER_TEMPLATE.replaceAll('__AI_IMPLEMENT_URL__', laptop.url);
  await github.people.push(REPOSITORY, 'main', { [TRIGGER_FILE]: installed }, 'Let comments be heard');
}
