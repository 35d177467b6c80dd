import { isTerminal, RUN_STATUSES, type Run, type RunStatus, sourcesOf } from '../../domain/run.ts';
import type { RunEnd, RunStore, StartOutcome } from '../../ports/run-store.ts';
import { runKey } from './keys.ts';
import { RunItem } from './run-item.ts';
import type { StateTable } from './state-table.ts';

export const STATUS = { '#status': 'status' };
export const LIVE = RUN_STATUSES.filter((status) => !isTerminal(status));
const IS_UNLEASED = '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)';

/** `#status IN (…)`, for the values of `statusValues`. */
export function isIn(statuses: readonly RunStatus[]): string {
  return `#status IN (${statuses.map((status) => `:${status}`).join(', ')})`;
}

export function statusValues(statuses: readonly RunStatus[]): Record<string, RunStatus> {
  return Object.fromEntries(statuses.map((status) => [`:${status}`, status]));
}

/** Every change of a run: one conditional write each. */
export function runChanges(table: StateTable) {
  return { ...dispatches(table), ...bindings(table), ...signs(table), ...wishes(table), ...ends(table) };
}

function dispatches(table: StateTable): Pick<RunStore, 'takeDispatch' | 'giveDispatchBack' | 'allowDispatch'> {
  return {
    async takeDispatch(runId, { now, leaseUntil }) {
      const fields = 'leaseUntil = :leaseUntil, dispatchesTaken = dispatchesTaken + :one, dispatchAskedAt = :now';
      const write = await table.update(runKey(runId), `SET ${fields}`, {
        condition: `#status = :reserved AND ${IS_UNLEASED} AND dispatchesTaken < dispatchesAllowed`,
        names: STATUS,
        values: { ':reserved': 'reserved', ':now': now, ':leaseUntil': leaseUntil, ':one': 1 },
      });
      return write.isWritten ? 'taken' : 'refused';
    },
    async giveDispatchBack(runId, { held, notBefore }) {
      const update = 'SET dispatchesTaken = dispatchesTaken - :one, leaseUntil = :notBefore';
      await table.update(runKey(runId), update, {
        condition: '#status = :reserved AND leaseUntil = :held',
        names: STATUS,
        values: { ':reserved': 'reserved', ':held': held, ':notBefore': notBefore, ':one': 1 },
      });
    },
    async allowDispatch(runId, { taken, now }) {
      const write = await table.update(runKey(runId), 'SET dispatchesAllowed = :taken + :one', {
        condition: `#status = :reserved AND ${IS_UNLEASED} AND dispatchesTaken = :taken AND dispatchesAllowed <= :taken`,
        names: STATUS,
        values: { ':reserved': 'reserved', ':now': now, ':taken': taken, ':one': 1 },
      });
      return write.isWritten ? 'allowed' : 'refused';
    },
  };
}

type Binding = Parameters<RunStore['bind']>[1];

function bindings(table: StateTable): Pick<RunStore, 'bind' | 'start'> {
  return {
    /** Reads first: a run that started before its dispatch was answered would else cost a second write. */
    async bind(runId, binding) {
      const item = await table.get(runKey(runId));
      return item === undefined ? 'surplus' : bindTo(table, RunItem.parse(item), binding);
    },
    async start(runId, { workflowRunId, runAttempt, sessionKeyHash, at, ...known }) {
      const told = Object.entries(known).filter(([, value]) => value !== undefined);
      const more = told.map(([name]) => `, ${name} = :${name}`).join('');
      const identity = `workflowRunId = :workflowRunId, runAttempt = :runAttempt, sessionKeyHash = :sessionKeyHash${more}`;
      const times = 'startedAt = if_not_exists(startedAt, :at), heartbeatAt = :at';
      const isFirst = `${isIn(sourcesOf('running'))} AND (attribute_not_exists(workflowRunId) OR workflowRunId = :workflowRunId)`;
      const isRepeated = '#status = :running AND workflowRunId = :workflowRunId AND runAttempt = :runAttempt';
      const write = await table.update(
        runKey(runId),
        `SET #status = :running, ${identity}, ${times} REMOVE leaseUntil`,
        {
          condition: `(${isFirst}) OR (${isRepeated})`,
          names: STATUS,
          values: {
            ...statusValues([...sourcesOf('running'), 'running']),
            ':workflowRunId': workflowRunId,
            ':runAttempt': runAttempt,
            ':sessionKeyHash': sessionKeyHash,
            ...Object.fromEntries(told.map(([name, value]) => [`:${name}`, value])),
            ':at': at,
          },
        },
      );
      return write.isWritten
        ? { outcome: 'started', run: RunItem.parse(write.item) }
        : refusalOfStart(RunItem.optional().parse(write.standing));
    },
  };
}

function refusalOfStart(run: Run | undefined): Exclude<StartOutcome, { outcome: 'started' }> {
  if (run === undefined) return { outcome: 'unknown' };
  return { outcome: isTerminal(run.status) ? 'over' : 'taken' };
}

/** Statuses only move on, so a binding that is refused because the run moved ends after at most three tries. */
async function bindTo(table: StateTable, run: Run, binding: Binding): Promise<'bound' | 'surplus'> {
  const { workflowRunId, url, at } = binding;
  const isUnbound = run.status === 'reserved';
  if (!isUnbound && run.workflowRunId !== workflowRunId) return 'surplus';
  const fields = 'workflowRunUrl = :url, dispatchedAt = if_not_exists(dispatchedAt, :at)';
  const shared = { ':id': workflowRunId, ':url': url, ':at': at };
  const write = isUnbound
    ? await table.update(
        runKey(run.runId),
        `SET #status = :dispatched, workflowRunId = :id, ${fields} REMOVE leaseUntil`,
        {
          condition: isIn(sourcesOf('dispatched')),
          names: STATUS,
          values: { ...shared, ...statusValues([...sourcesOf('dispatched'), 'dispatched']) },
        },
      )
    : await table.update(runKey(run.runId), `SET ${fields} REMOVE leaseUntil`, {
        condition: 'workflowRunId = :id',
        values: shared,
      });
  return write.isWritten ? 'bound' : bindTo(table, RunItem.parse(write.standing), binding);
}

function signs(table: StateTable): Pick<RunStore, 'beat' | 'noteQueue' | 'noteRepository' | 'notePullRequest'> {
  return {
    async noteQueue(runId, { queuedSince, queuedMs }, was) {
      const since = queuedSince === undefined ? ' REMOVE queuedSince' : ', queuedSince = :since';
      await table.update(runKey(runId), `SET queuedMs = :total${since}`, {
        condition: `#status = :running AND ${was === undefined ? 'attribute_not_exists(queuedSince)' : 'queuedSince = :was'}`,
        names: STATUS,
        values: {
          ...{ ':running': 'running', ':total': queuedMs ?? 0 },
          ...(queuedSince !== undefined && { ':since': queuedSince }),
          ...(was !== undefined && { ':was': was }),
        },
      });
    },
    async beat(runId, at) {
      await table.update(runKey(runId), 'SET heartbeatAt = :at', {
        condition: `${isIn(LIVE)} AND (attribute_not_exists(heartbeatAt) OR heartbeatAt < :at)`,
        names: STATUS,
        values: { ...statusValues(LIVE), ':at': at },
      });
    },
    async noteRepository(runId, { owner, repo, renamedFrom }) {
      await table.update(runKey(runId), 'SET #owner = :owner, repo = :repo, renamedFrom = :renamedFrom', {
        condition: 'attribute_exists(pk)',
        names: { '#owner': 'owner' },
        values: { ':owner': owner, ':repo': repo, ':renamedFrom': renamedFrom },
      });
    },
    async notePullRequest(runId, { prUrl, headSha }) {
      const head = headSha === undefined ? '' : ', prHeadSha = :headSha';
      await table.update(runKey(runId), `SET prUrl = :prUrl${head}`, {
        condition: 'attribute_exists(pk)',
        values: { ':prUrl': prUrl, ...(headSha !== undefined && { ':headSha': headSha }) },
      });
    },
  };
}

function wishes(table: StateTable): Pick<RunStore, 'wishCancel' | 'takeCancelBack'> {
  return {
    async wishCancel(runId, wish) {
      const write = await table.update(runKey(runId), 'SET cancelWish = if_not_exists(cancelWish, :wish)', {
        condition: isIn(LIVE),
        names: STATUS,
        values: { ...statusValues(LIVE), ':wish': wish },
      });
      return write.isWritten ? 'wished' : 'over';
    },
    async takeCancelBack(runId, stopId) {
      const write = await table.update(runKey(runId), 'REMOVE cancelWish', {
        condition: `${isIn(LIVE)} AND cancelWish.stopId = :stopId`,
        names: STATUS,
        values: { ...statusValues(LIVE), ':stopId': stopId },
      });
      return write.isWritten ? 'taken_back' : 'kept';
    },
  };
}

function ends(table: StateTable): Pick<RunStore, 'end' | 'markReported' | 'noteUsage'> {
  return {
    async noteUsage(runId, usage) {
      await table.update(runKey(runId), 'SET #usage = :usage', {
        condition: 'attribute_exists(pk) AND attribute_not_exists(#usage)',
        names: { '#usage': 'usage' },
        values: { ':usage': usage },
      });
    },
    async end(runId, { verdict, ...end }) {
      const sources = sourcesOf(end.status).filter((status) => verdict === undefined || status === verdict.on);
      const { update, names, values } = endUpdate(verdict === undefined ? { ...end, reportedAt: end.at } : end);
      const judged = conditionOf(verdict, end.at);
      const write = await table.update(runKey(runId), update, {
        condition: `${isIn(sources)}${judged.condition}`,
        names,
        values: { ...statusValues(sources), ...values, ...judged.values },
      });
      if (write.isWritten) return 'ended';
      const standing = RunItem.optional().parse(write.standing);
      if (standing === undefined) throw new Error(`no run ${runId} to end`);
      return isTerminal(standing.status) ? 'already_over' : 'moved_on';
    },
    async markReported(runId, at) {
      const write = await table.update(runKey(runId), 'SET reportedAt = if_not_exists(reportedAt, :at)', {
        condition: `${isIn(LIVE)} OR attribute_exists(reportedAt)`,
        names: STATUS,
        values: { ...statusValues(LIVE), ':at': at },
      });
      return write.isWritten ? 'marked' : 'over';
    },
  };
}

/** What a verdict asks beside the status: no report stands, and no lease runs but one that its holder gives up. */
const HOLDS = `attribute_not_exists(reportedAt) AND (${IS_UNLEASED} OR leaseUntil = :held)`;

function conditionOf(verdict: RunEnd['verdict'], at: string): { condition: string; values: Record<string, string> } {
  if (verdict === undefined) return { condition: '', values: {} };
  const { heldLease = at, wishedAt } = verdict;
  const values = { ':now': at, ':held': heldLease };
  if (wishedAt === undefined) return { condition: ` AND ${HOLDS}`, values };
  return {
    condition: ` AND ${HOLDS} AND cancelWish.askedAt = :wishedAt`,
    values: { ...values, ':wishedAt': wishedAt },
  };
}

function endUpdate({ status, at, ...outcome }: Omit<RunEnd, 'verdict'> & { reportedAt?: string }) {
  const known = Object.entries(outcome).filter(([, value]) => value !== undefined);
  const fields = known.map(([field]) => `, #${field} = :${field}`).join('');
  return {
    update: `SET #status = :to, endedAt = :at, gsi1pk = closedPartition${fields} REMOVE leaseUntil`,
    names: { ...STATUS, ...Object.fromEntries(known.map(([field]) => [`#${field}`, field])) },
    values: { ':to': status, ':at': at, ...Object.fromEntries(known.map(([field, value]) => [`:${field}`, value])) },
  };
}
