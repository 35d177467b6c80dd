import type { AdvanceRunDeps } from '../../functions/advance-run/advance-run-deps.ts';
import type { DispatchRunDeps } from '../../functions/dispatch-run/dispatch-run-deps.ts';
import type { EquipRunnerDeps } from '../../functions/equip-runner/equip-runner-deps.ts';
import type { PollTicketsDeps } from '../../functions/poll-tickets/poll-tickets-deps.ts';
import type { RunnerCallbackDeps } from '../../functions/runner-callback/runner-callback-deps.ts';
import type { WatchRunsDeps } from '../../functions/watch-runs/watch-runs-deps.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { aMapping, type MappingFields } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { AN_ADMIN } from '../builders/an-access.ts';
import type { Stores } from '../contracts/stores.ts';
import { fakeAuditLog } from '../fakes/fake-admin-stores.ts';
import { fakeBucketStore } from '../fakes/fake-bucket-store.ts';
import { fakeClock } from '../fakes/fake-clock.ts';
import { fakeDispatchRecordStore } from '../fakes/fake-dispatch-record-store.ts';
import { fakeExecutor } from '../fakes/fake-executor.ts';
import { fakeIds } from '../fakes/fake-ids.ts';
import { fakeMachineFleet } from '../fakes/fake-machine-fleet.ts';
import { fakeMappingStore } from '../fakes/fake-mapping-store.ts';
import { fakeNotificationMarks, fakeNotifier } from '../fakes/fake-notifier.ts';
import { fakePullRequestHost } from '../fakes/fake-pull-request-host.ts';
import { fakePullRequestStore } from '../fakes/fake-pull-request-store.ts';
import { fakeCandidateQueue, fakeLifecycleQueue, fakeQueueDepths } from '../fakes/fake-queues.ts';
import { fakeRedeliveryStore } from '../fakes/fake-redelivery-store.ts';
import { fakeRepositoryAccess } from '../fakes/fake-repository-access.ts';
import { fakeRunStore } from '../fakes/fake-run-store.ts';
import { fakeSettingsStore } from '../fakes/fake-settings-store.ts';
import { fakeSpendingStore } from '../fakes/fake-spending-store.ts';
import { fakeStopStore } from '../fakes/fake-stop-store.ts';
import { fakeTicketStore } from '../fakes/fake-ticket-store.ts';
import { fakeTimeLimits } from '../fakes/fake-time-limits.ts';
import { fakeTimerStore } from '../fakes/fake-timer-store.ts';
import { fakeTracker } from '../fakes/fake-tracker.ts';
import { fakeWebhookDeliveries } from '../fakes/fake-webhook-deliveries.ts';
import { fakeWorkflowIdentity } from '../fakes/fake-workflow-identity.ts';
import { type PortTrace, portTrace } from './port-trace.ts';

export const BUCKET = 'linear#ENG';
const GITHUB_WEB_URL = 'https://github.test';

export interface WorldOptions {
  mapping?: MappingFields;
  tickets?: Ticket[];
  isRetryByMarking?: boolean;
  /** In place of fakes; these prove the same contracts. */
  stores?: Partial<Stores>;
}

/** Every fake, and what each function is given of them; calls of functions go through the trace. */
export interface World extends Fakes {
  trace: PortTrace;
  poll: PollTicketsDeps;
  dispatch: DispatchRunDeps;
  advance: AdvanceRunDeps;
  watch: WatchRunsDeps;
  equip: EquipRunnerDeps;
  callback: RunnerCallbackDeps;
}

type Fakes = ReturnType<typeof fakes>;

/** One mapping of team ENG, its bucket, and the tickets (one marked ticket unless others are given). */
export async function aWorld(options: WorldOptions = {}): Promise<World> {
  const made = { ...fakes(), ...(options.stores as Partial<Fakes>) };
  const mapping = aMapping(options.mapping);
  await made.mappings.save(mapping);
  await made.buckets.saveLimit({ bucketId: BUCKET, tracker: 'linear', limit: mapping.maxInProgress });
  for (const ticket of options.tickets ?? [aTicket()]) made.tracker.put(ticket);
  const trace = portTrace();
  return { ...made, trace, ...depsOf(made, trace, options.isRetryByMarking ?? true) };
}

function fakes() {
  const clock = fakeClock();
  return {
    caller: AN_ADMIN,
    clock,
    timeLimits: fakeTimeLimits(),
    ids: fakeIds(),
    tracker: fakeTracker('linear', clock),
    executor: fakeExecutor(clock),
    mappings: fakeMappingStore(),
    buckets: fakeBucketStore(),
    dispatchRecords: fakeDispatchRecordStore(),
    runs: fakeRunStore(),
    tickets: fakeTicketStore(),
    pullRequests: fakePullRequestStore(),
    host: fakePullRequestHost(clock),
    timers: fakeTimerStore(),
    settings: fakeSettingsStore(),
    spending: fakeSpendingStore(),
    stops: fakeStopStore(),
    candidates: fakeCandidateQueue(clock),
    lifecycle: fakeLifecycleQueue(clock),
    audit: fakeAuditLog(),
    notifier: fakeNotifier(),
    notified: fakeNotificationMarks(),
    keys: fakeKeys(),
    workflows: fakeWorkflowIdentity(),
    repositories: fakeRepositoryAccess(clock),
    deliveries: fakeWebhookDeliveries(),
    redeliveries: fakeRedeliveryStore(),
    fleet: fakeMachineFleet(),
    /** What watches told operators. */
    told: [] as string[],
  };
}

function fakeKeys(): EquipRunnerDeps['keys'] {
  let made = 0;
  return {
    generate() {
      made += 1;
      return `key-${made}`;
    },
    hash: (secret) => `hash of ${secret}`,
  };
}

function depsOf(made: Fakes, trace: PortTrace, isRetryByMarking: boolean) {
  const { clock, timeLimits, ids, keys } = made;
  const { tracker, executor, mappings, buckets, dispatchRecords, runs, tickets, pullRequests, timers, settings } = made;
  const kept = { mappings, buckets, dispatchRecords, runs, tickets, pullRequests, timers, settings };
  const stores = wrapAll(trace, { ...kept, spending: made.spending });
  const { candidates, lifecycle, audit, workflows, repositories, host, notifier, notified } = made;
  const outside = wrapAll(trace, { tracker, executor, host, candidates, lifecycle, audit, notifier, notified });
  const trackers = { linear: outside.tracker };
  const all = { clock, timeLimits, ids, keys, ...stores, ...outside };
  return {
    poll: { ...all, trackers: [outside.tracker], isRetryByMarking },
    dispatch: { ...all, trackers, tokens: { mint: mintReadable }, publicUrl: 'https://us.test' },
    advance: {
      ...all,
      host: made.host,
      repositories: made.repositories,
      deliveries: made.deliveries,
      redeliveries: made.redeliveries,
      fleet: made.fleet,
      trackers,
      isRetryByMarking,
      version: '0.0.0',
      adminUrl: 'https://us.test/admin',
    },
    watch: {
      ...all,
      queues: fakeQueueDepths(made),
      pollIntervalMinutes: 1,
      tell: (what: string) => void made.told.push(what),
      hasMachines: false,
    },
    equip: {
      ...all,
      workflows,
      machines: undefined,
      repositories,
      hasLocalExecutor: false,
      runnerSha256: 'c'.repeat(64),
    },
    callback: { ...all, githubWebUrl: GITHUB_WEB_URL },
  };
}

/** A token whose claims can be read in an assertion; real ones are tested with the runtime. */
const mintReadable: DispatchRunDeps['tokens']['mint'] = async (audience, { runId, phase, expiresAt }) =>
  `${audience} of ${runId} for ${phase} until ${expiresAt}`;

function wrapAll<Ports extends Record<string, object>>(trace: PortTrace, ports: Ports): Ports {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, trace.wrap(name, port)])) as Ports;
}
