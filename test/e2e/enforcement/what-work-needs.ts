import { bucketIdOf } from '../../../shared/domain/mapping.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { systemClock, systemIds } from '../../../shared/runtime/identities.ts';
import { SEEDED_JIRA_MAPPING } from '../../../simulators/seed/seed-jira.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import type { StrippedWorld } from './stripped-world.ts';

export const { now } = systemClock;
export const hoursAgo = (hours: number) => plus(now(), -hours * HOUR_MS);

/** A marked ticket of a team that has a mapping with free slots. */
export function markedTicket({ linear }: StrippedWorld, title: string): { ticketId: string; key: string } {
  const key = linear.createIssue('ENG', { title });
  linear.mark(key);
  return { ticketId: linear.idOf(key), key };
}

/** All share the one mapping of the whole team ENG, as two of them would be ambiguous. */
export async function saveMapping(
  { stores }: StrippedWorld,
  overrides?: Parameters<typeof aMapping>[0],
): Promise<string> {
  const mapping = aMapping(overrides === undefined ? {} : { mappingId: systemIds.ulid(), ...overrides });
  await stores.buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker: mapping.tracker, limit: 100 });
  await stores.mappings.save(mapping);
  return mapping.mappingId;
}

/** A mapping on the seeded project of Jira. */
export async function saveJiraMapping({ stores }: StrippedWorld): Promise<string> {
  const { jql, repoFieldValue } = SEEDED_JIRA_MAPPING;
  const mapping = aMapping({ mappingId: systemIds.ulid(), tracker: 'jira', jql, repoFieldValue });
  await stores.buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker: 'jira', limit: 100 });
  await stores.mappings.save(mapping);
  return mapping.mappingId;
}

/** A run that stands, with its context, slot and dispatch record. */
export async function standingRun({ stores }: StrippedWorld, overrides: Partial<Run>): Promise<Run> {
  const run = aRun({ runId: systemIds.ulid(), reservedAt: now(), workflowRunId: '1', ...overrides });
  await stores.buckets.saveLimit({ bucketId: run.bucketId, tracker: 'linear', limit: 100 });
  await stores.buckets.claimSlot({ ...run, claimId: run.claimId ?? '', at: run.reservedAt });
  await stores.dispatchRecords.claim({ ...run, at: run.reservedAt });
  await stores.runs.putContext(run.runId, aRunContext({ runId: run.runId }));
  await stores.runs.reserve(run);
  return run;
}
