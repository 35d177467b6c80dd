import type { RunReport } from '../../shared/contract/runner.ts';
import type { Bucket } from '../../shared/domain/bucket.ts';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { SlotClaim } from '../../shared/ports/admission-store.ts';
import type { RunStart, StartOutcome } from '../../shared/ports/run-store.ts';
import type { Fakes } from './fakes.ts';

/** Watches every effect from outside, with books of its own where the records could be wrong. */
export interface Monitor {
  readonly violations: readonly string[];
  violate(what: string): void;
  /** Looks at the world after an effect; to be called before anything else happens. */
  afterCall(call: { method: string; args: readonly unknown[] }, answer: unknown): Promise<void>;
  /** An answer about this run was lost, or its consumer crashed: it may be executed twice. */
  excuse(runId: string): void;
  /** The runner was told that its report is taken. */
  accept(runId: string, taken: TakenReport): void;
  readonly accepted: ReadonlyMap<string, TakenReport>;
  /** The runner was told that its pull request is noted. */
  announce(runId: string, prUrl: string): void;
  readonly announced: ReadonlyMap<string, string>;
  /** A watch begins: what it must free, unless faults meet it. */
  slotsToFree(): Promise<string[]>;
  /** By run, the executions that passed the gate. */
  readonly passed: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A report as the runner was answered; one that came after our verdict does not decide the run any more. */
interface TakenReport {
  report: RunReport;
  isLate: boolean;
}

/** After these a run may be live without a slot, or beside another. */
const TELLING = new Set(['claimSlot', 'releaseSlot', 'saveLimit', 'reserve', 'entomb']);

export function monitor(fakes: Fakes, report: (violation: string) => void): Monitor {
  const violations: string[] = [];
  const excused = new Set<string>();
  const accepted = new Map<string, TakenReport>();
  const announced = new Map<string, string>();
  const passed = new Map<string, Set<string>>();
  let before = new Map<string, Bucket>();
  const violate = (what: string) => {
    if (violations.includes(what)) return;
    violations.push(what);
    report(what);
  };
  const afterCall: Monitor['afterCall'] = async ({ method, args }, answer) => {
    if (method === 'dispatch') checkExecutions(fakes, args[0] as Run, excused, violate);
    if (method === 'start') checkGate(passed, args as [string, RunStart], answer as StartOutcome, violate);
    if (!TELLING.has(method)) return;
    const buckets = new Map((await fakes.buckets.all()).map((bucket) => [bucket.bucketId, bucket]));
    if (method === 'claimSlot' && answer === 'claimed') checkAdmission(before, args[0] as SlotClaim, violate);
    before = buckets;
    checkLiveRuns(await fakes.runs.open(), buckets, violate);
  };
  return {
    violations,
    violate,
    afterCall,
    excuse: (runId) => void excused.add(runId),
    accept: (runId, taken) => void accepted.set(runId, taken),
    accepted,
    announce: (runId, prUrl) => void announced.set(runId, prUrl),
    announced,
    slotsToFree: () => slotsToFree(fakes),
    passed,
  };
}

type Violate = Monitor['violate'];

function checkAdmission(before: ReadonlyMap<string, Bucket>, claim: SlotClaim, violate: Violate): void {
  const bucket = before.get(claim.bucketId);
  if (bucket === undefined || bucket.slots[claim.ticketId]?.runId === claim.runId) return;
  const taken = Object.keys(bucket.slots).length;
  if (taken >= bucket.limit) violate(`${claim.bucketId} admits while ${taken} of ${bucket.limit} slots are taken`);
}

function checkLiveRuns(live: readonly Run[], buckets: ReadonlyMap<string, Bucket>, violate: Violate): void {
  const byTicket = new Map<string, string>();
  for (const run of live) {
    const other = byTicket.get(ticketName(run));
    if (other !== undefined) violate(`${run.ticketId} has two live runs, ${other} and ${run.runId}`);
    byTicket.set(ticketName(run), run.runId);
    const slot = buckets.get(run.bucketId)?.slots[run.ticketId];
    if (slot?.runId !== run.runId) violate(`${run.runId} of ${run.ticketId} is live and holds no slot`);
  }
}

function checkGate(
  passed: Map<string, Set<string>>,
  [runId, start]: [string, RunStart],
  answer: StartOutcome,
  violate: Violate,
): void {
  if (answer.outcome !== 'started') return;
  const through = passed.get(runId) ?? new Set();
  passed.set(runId, through.add(`${start.workflowRunId}/${start.runAttempt}`));
  if (through.size > 1) violate(`${[...through].join(' and ')} both passed the gate of ${runId}`);
}

function checkExecutions(fakes: Fakes, { runId }: Run, excused: ReadonlySet<string>, violate: Violate): void {
  const executions = fakes.executor.executions.filter((execution) => execution.runId === runId);
  if (executions.length > 1 && !excused.has(runId)) violate(`${runId} is executed twice without a fault`);
}

/** Slots whose run is over, as text. */
async function slotsToFree(fakes: Fakes): Promise<string[]> {
  const slots = (await fakes.buckets.all()).flatMap(({ bucketId, slots }) =>
    Object.entries(slots).map(([ticketId, { runId }]) => ({ bucketId, ticketId, runId })),
  );
  const over: string[] = [];
  for (const { bucketId, ticketId, runId } of slots) {
    const run = await fakes.runs.read(runId);
    if (run !== undefined && isTerminal(run.status)) over.push(`${bucketId} ${ticketId} ${runId}`);
  }
  return over;
}
