import { isDeepStrictEqual } from 'node:util';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { markerChangeOf } from '../../shared/domain/marker-change.ts';
import { isLive, type Run } from '../../shared/domain/run.ts';
import type { Marker, Ticket } from '../../shared/domain/ticket.ts';
import type { TicketRecord, TicketStatus } from '../../shared/domain/ticket-record.ts';
import type { Fakes } from './fakes.ts';
import { checkSums } from './money.ts';
import { checkPlans } from './plans.ts';
import { checkReviews } from './reviews/check-reviews.ts';
import { TICKET_IDS, type World } from './world.ts';

/** What a ticket may be left in by us; `ready` only if it is not due. */
const SETTLED: readonly TicketStatus[] = [
  'pr_ready',
  'closed',
  'merged',
  'awaiting_approval',
  'planning_failed',
  'implementation_failed',
  'cancelled',
  'parked',
  'ready',
];

/** Once nothing is due any more: every run is over, and nothing is held for a run. */
export async function checkRuns(world: World): Promise<void> {
  const { fakes, monitor } = world;
  for (const run of await allRuns(world)) {
    if (isLive(run.status)) monitor.violate(`${run.runId} never ends (${run.status})`);
  }
  for (const { bucketId, slots } of await fakes.buckets.all()) {
    for (const ticketId of Object.keys(slots)) monitor.violate(`${bucketId} keeps the slot of ${ticketId} for ever`);
  }
  for (const ticketId of TICKET_IDS) await checkDispatchRecord(world, ticketId);
}

/** A `liveRunId` that names a run that is over counts as none. */
async function checkDispatchRecord({ fakes, monitor }: World, ticketId: string): Promise<void> {
  const liveRunId = (await fakes.dispatchRecords.read({ tracker: 'linear', ticketId }))?.liveRunId;
  if (liveRunId === undefined) return;
  const run = await fakes.runs.read(liveRunId);
  if (run === undefined || isLive(run.status)) monitor.violate(`${ticketId} waits for ${liveRunId} for ever`);
}

/** After dead letters were replayed and a day passed: everything is settled, shown, and explained. */
export async function checkRest(world: World): Promise<void> {
  await checkRuns(world);
  for (const ticketId of TICKET_IDS) await checkTicket(world, ticketId);
  await checkPlans(world);
  await checkReports(world);
  await checkSums(world);
  if (world.reviews !== undefined) await checkReviews(world, world.reviews);
  checkTold(world);
  checkQueues(world);
}

/** Whatever was delivered twice, repeated or cut off. */
function checkTold({ fakes, monitor }: World): void {
  const told = new Set<string>();
  for (const { id } of fakes.notifier.told) {
    if (told.has(id)) monitor.violate(`chats are told twice: ${id}`);
    told.add(id);
  }
}

async function allRuns({ fakes }: World): Promise<Run[]> {
  const runs = await Promise.all(TICKET_IDS.map((ticketId) => fakes.runs.ofTicket({ tracker: 'linear', ticketId })));
  return runs.flat();
}

async function checkTicket(world: World, ticketId: string): Promise<void> {
  const { fakes, monitor, deeds } = world;
  const ticket = await fakes.tracker.read(ticketId);
  const record = await fakes.tickets.read({ tracker: 'linear', ticketId });
  if (ticket === undefined && world.reviews !== undefined) return;
  if (ticket === undefined) throw new Error(`ticket ${ticketId} is gone`);
  if (isDue(ticket, record) && !(await isOnBlocked(fakes, record)))
    monitor.violate(`${ticketId} is due and nothing happens (${record?.status})`);
  if (record === undefined) return;
  if (!SETTLED.includes(record.status)) monitor.violate(`${ticketId} is left as ${record.status}`);
  if (record.next !== undefined) monitor.violate(`${ticketId} waits for its next run ${record.next.runId} for ever`);
  const isRefused = deeds.refused.has(ticketId);
  checkShown(
    isRefused ? { ...ticket, markers: [...ticket.markers, 'plan_complete'] } : ticket,
    record,
    monitor.violate,
  );
}

/** What a tracker refuses to show for good is told to people, and so is a ticket that still bears the trigger for that reason. */
export function isGivenUp({ unshown = [] }: TicketRecord): boolean {
  return unshown.some((one) => one.isGivenUp);
}

async function isOnBlocked(fakes: Fakes, record: TicketRecord | undefined): Promise<boolean> {
  if (record === undefined || !isGivenUp(record)) return false;
  return (await listBlocked(fakes)).tickets.some(
    ({ ticketId, detail }) => ticketId === record.ticketId && detail !== '',
  );
}

/** Marked, open and free to go: somebody waits for us. A parked ticket waits for an admin, a plan for its approval. */
function isDue(ticket: Ticket, record: TicketRecord | undefined): boolean {
  const isMarked = ticket.markers.includes('trigger') && !ticket.isClosed && ticket.blockedBy.length === 0;
  if (record?.status === 'awaiting_approval') return isMarked && ticket.markers.includes('plan_approved');
  return isMarked && !['pr_ready', 'merged', 'parked'].includes(record?.status ?? 'ready');
}

function checkShown(ticket: Ticket, record: TicketRecord, violate: (what: string) => void): void {
  const { add, remove } = markerChangeOf(record);
  const missing = add.filter((marker) => !ticket.markers.includes(marker));
  // A person may put the trigger on a parked ticket, which changes nothing.
  const isPersons = (marker: Marker) => marker === 'trigger' || marker === 'plan_approved';
  const tooMany = ticket.markers.filter((marker) => !isPersons(marker) && remove.includes(marker));
  if (missing.length + tooMany.length > 0 && !isGivenUp(record))
    violate(`${record.ticketId} is ${record.status}, lacks [${missing}] and still shows [${tooMany}]`);
  if (record.comments.length > 0) violate(`${record.ticketId} has ${record.comments.length} comments that never came`);
}

/** What a runner was told to be taken stands, and its pull request is what the ticket leads to. */
async function checkReports({ fakes, monitor }: World): Promise<void> {
  for (const [runId, { report, isLate }] of monitor.accepted) {
    const stored = await fakes.runs.readReport(runId);
    if (!isDeepStrictEqual(stored?.report, report)) monitor.violate(`the accepted report of ${runId} is lost`);
    const status = (await fakes.runs.read(runId))?.status;
    const isHonoured = status === (report.outcome === 'success' ? 'succeeded' : 'failed');
    if (!isHonoured && !isLate) monitor.violate(`${runId} is ${status} although its report was accepted`);
    if (report.prUrl !== undefined) await checkPullRequest({ fakes, monitor }, runId, report.prUrl);
  }
  for (const [runId, prUrl] of monitor.announced) await checkPullRequest({ fakes, monitor }, runId, prUrl);
}

async function checkPullRequest({ fakes, monitor }: Pick<World, 'fakes' | 'monitor'>, runId: string, prUrl: string) {
  const run = await fakes.runs.read(runId);
  const record = run && (await fakes.tickets.read(run));
  const isTold = ['pr_ready', 'closed', 'merged'].includes(record?.status ?? '');
  if (!isTold || record?.prUrl === undefined)
    monitor.violate(`${prUrl} of ${runId} was taken, but its ticket is ${record?.status}`);
  // One that was over before it could be told of is told to be over.
  if (record !== undefined && (isGivenUp(record) || record.status === 'closed' || record.status === 'merged')) return;
  const comments = record === undefined ? [] : fakes.tracker.commentsOn(record.ticketId);
  // One that was closed before its run told of it was told of by that.
  const isToldBy = (body: string) =>
    body.includes('Pull request ready') || body.includes(`being merged: ${record?.prUrl}`);
  if (!comments.some(({ body }) => isToldBy(body)))
    monitor.violate(`${prUrl} of ${runId} was taken, but its ticket does not tell of a pull request`);
}

function checkQueues({ channels, fakes, monitor }: World): void {
  for (const channel of channels) {
    if (!channel.isEmpty()) monitor.violate(`${channel.name} is not empty`);
    for (const { number, failures } of channel.buried) {
      if (failures.length < 5) monitor.violate(`message ${number} of ${channel.name} was buried without a cause`);
    }
  }
  if (fakes.timers.waiting().length > 0) monitor.violate('timers are left');
}
