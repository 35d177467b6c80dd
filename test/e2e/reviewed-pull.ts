import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { PullRecord } from '../../simulators/github/code-state.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

export const REPOSITORY = 'acme/backend';
export const COMMAND = '/ai-implement add a test';

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

export async function aReviewedPull(prepare: (system: QuietSystem) => Promise<void> = async () => {}) {
  const system = await startQuietSystem({ runs: 'executed' });
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
