import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import type { TrackerName } from '../../shared/domain/ticket.ts';
import type { WantedComment } from '../../shared/domain/ticket-record.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { Outcome } from '../adapters/answers/broken-answers.ts';
import type { Through, UseCase } from '../adapters/answers/through.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import type { MappingFields } from '../builders/a-mapping.ts';
import { aWorld } from './world.ts';

/** A request of the port, what answers it, what that means, and the comment that the outbox wants meanwhile. */
interface Cell<Answer extends string> {
  row: string;
  answer: Answer;
  outcome: Outcome;
  comment: WantedComment;
}

export interface AnsweredTracker<Answer extends string> {
  name: TrackerName;
  /** What makes a mapping one of this tracker's, and the bucket of its runs. */
  mapping: MappingFields;
  bucketId: string;
  service: () => {
    aTicket(): Promise<{ tracker: Tracker; ticketId: string; key: string }>;
    approve(key: string): void;
    /** Answers how often the request of the row was answered so. */
    answer(row: string, name: Answer): () => number;
    recover(): void;
  };
  rows: Readonly<Record<string, { through: Through }>>;
  cellsOf(rows: readonly string[]): Cell<Answer>[];
}

/** The cells that a use case looks at. */
export function cellsThrough<Answer extends string>(given: AnsweredTracker<Answer>, useCase: UseCase): Cell<Answer>[] {
  const rows = Object.entries(given.rows).filter(([, { through }]) => through.includes(useCase));
  return given.cellsOf(rows.map(([row]) => row));
}

/** A world whose one ticket is on the tracker behind the proxy. */
export async function startAnswered<Answer extends string>(given: AnsweredTracker<Answer>) {
  const { name, bucketId } = given;
  const { tracker, ticketId, key } = await given.service().aTicket();
  const world = await aWorld({ mapping: { ...given.mapping, mappingId: 'backend' }, tickets: [] });
  await world.buckets.saveLimit({ bucketId, tracker: name, limit: 1 });
  const trackers: Partial<Record<TrackerName, Tracker>> = { [name]: tracker };
  const ref = { tracker: name, ticketId };
  const candidate = aCandidate({ ...ref, mappingId: 'backend', offeredAt: world.clock.now() });
  return {
    ...{ world, tracker, trackers, ticketId, key, ref },
    dispatch: () => dispatchRun({ ...world.dispatch, trackers }, candidate),
    /** What stands of the run: who holds slots, the run, whether the mapping is suspended. */
    async standing() {
      const slots = Object.keys((await world.buckets.read(bucketId))?.slots ?? {});
      const run = await world.runs.read(candidate.runId);
      return { slots, run: run?.status, suspended: (await world.mappings.read('backend'))?.suspended };
    },
  };
}
