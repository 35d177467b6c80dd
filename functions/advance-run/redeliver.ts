import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { FailedDelivery } from '../../shared/ports/webhook-deliveries.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/** Failed tries that are looked at: ten pages of GitHub's. */
const MOST_LOOKED_AT = 1000;
/** Asked for within one message; GitHub takes 80 requests a minute that make something. The others have their turn with the next. */
const MOST_ASKED = 20;
/** Of one delivery; then it is left. */
const MOST_TRIES = 4;
/** What we understood and refused would be refused again. */
const FOR_GOOD = [400, 413, 415];

/**
 * Asks GitHub to deliver again what our webhook did not take: each failed try once, the oldest first. GitHub keeps a failed try listed
 * whatever became of the next, so that what was asked for is remembered; a crash in between asks twice, which is harmless.
 */
export async function redeliver(deps: Pick<AdvanceRunDeps, 'deliveries' | 'redeliveries'>): Promise<string> {
  const asked = await deps.redeliveries.read();
  try {
    const due = dueOf(await deps.deliveries.failed(MOST_LOOKED_AT), asked);
    return await askAll(deps, due);
  } catch (error) {
    // The next watch asks again.
    if (error instanceof ServiceUnavailable) return `left: ${error.reason}`;
    if (error instanceof AppError) return `left: ${error.code}`;
    throw error;
  }
}

interface Due {
  /** The newest failed try of each delivery that is to be tried again, oldest first. */
  tries: FailedDelivery[];
  /** What was asked for and is listed still: nothing else need be remembered. */
  remembered: Record<string, string>;
}

function dueOf(failed: readonly FailedDelivery[], asked: Readonly<Record<string, string>>): Due {
  const groups = Map.groupBy(failed, ({ guid }) => guid);
  const remembered = Object.fromEntries(Object.entries(asked).filter(([guid]) => groups.has(guid)));
  const tries = [...groups.values()].flatMap(([newest, ...earlier]) => {
    const isOver = newest === undefined || FOR_GOOD.includes(newest.statusCode) || earlier.length + 1 >= MOST_TRIES;
    return isOver || asked[newest.guid] === newest.deliveryId ? [] : [newest];
  });
  return { tries: tries.reverse(), remembered };
}

async function askAll(
  { deliveries, redeliveries }: Pick<AdvanceRunDeps, 'deliveries' | 'redeliveries'>,
  { tries, remembered }: Due,
): Promise<string> {
  const now = tries.slice(0, MOST_ASKED);
  if (now.length === 0) return 'nothing to deliver again';
  try {
    for (const { guid, deliveryId } of now) {
      await deliveries.redeliver(deliveryId);
      remembered[guid] = deliveryId;
    }
  } finally {
    await redeliveries.write(remembered);
  }
  return `asked for ${now.length} of ${tries.length}`;
}
