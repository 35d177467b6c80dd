import { adminOperations } from '../../../functions/admin/admin-operations.ts';
import { adminSession } from '../../../functions/admin/sessions/admin-session.ts';
import { templateOperations } from '../../../functions/sync-templates/template-operations.ts';
import type { Caller } from '../../../shared/contract/admin-access.ts';
import type { ExecutorName } from '../../../shared/domain/executors.ts';
import { TRACKERS, type TrackerName } from '../../../shared/domain/ticket.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { secretKeys } from '../../../shared/runtime/secret-keys.ts';
import { AN_ADMIN } from '../../builders/an-access.ts';
import { fakeAuditLog, fakeSessionStore, fakeSignInThrottle } from '../../fakes/fake-admin-stores.ts';
import { fakeBucketStore } from '../../fakes/fake-bucket-store.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakeCodeHost } from '../../fakes/fake-code-host.ts';
import { fakeDispatchRecordStore } from '../../fakes/fake-dispatch-record-store.ts';
import { fakeFailureNotes } from '../../fakes/fake-failure-notes.ts';
import { fakeIds } from '../../fakes/fake-ids.ts';
import { fakeMappingStore } from '../../fakes/fake-mapping-store.ts';
import { fakePullRequestStore } from '../../fakes/fake-pull-request-store.ts';
import { fakeCandidateQueue, fakeDeadLetters, fakeLifecycleQueue } from '../../fakes/fake-queues.ts';
import { fakeRunStore } from '../../fakes/fake-run-store.ts';
import { fakeScopeChecker } from '../../fakes/fake-scope-checker.ts';
import { fakeSettingsStore } from '../../fakes/fake-settings-store.ts';
import { fakeSpendingStore } from '../../fakes/fake-spending-store.ts';
import { fakeStopStore } from '../../fakes/fake-stop-store.ts';
import { fakeTicketStore } from '../../fakes/fake-ticket-store.ts';
import { fakeTimerStore } from '../../fakes/fake-timer-store.ts';
import { fakeTracker } from '../../fakes/fake-tracker.ts';
import { someTemplates } from '../sync-templates/a-templates-world.ts';

export const ACCESS_CODE = 'Open-Sesame-0123456789';
/** `yyyy-mm-dd` of the world's clock. */
export const TODAY = '2026-01-05';

/** Everything that the admin function stands on, in memory, at noon. */
export function anAdminWorld() {
  const clock = fakeClock(`${TODAY}T09:00:00.000Z`);
  clock.advance(180 * MINUTE_MS);
  const candidates = fakeCandidateQueue(clock);
  const lifecycle = fakeLifecycleQueue(clock);
  const stores = {
    runs: fakeRunStore(),
    tickets: fakeTicketStore(),
    mappings: fakeMappingStore(),
    buckets: fakeBucketStore(),
    dispatchRecords: fakeDispatchRecordStore(),
    timers: fakeTimerStore(),
    settings: fakeSettingsStore(),
    sessions: fakeSessionStore(),
    throttle: fakeSignInThrottle(),
    audit: fakeAuditLog(),
    spending: fakeSpendingStore(),
    stops: fakeStopStore(),
    pullRequests: fakePullRequestStore(),
    candidates,
    lifecycle,
    tracker: fakeTracker(),
    deadLetters: fakeDeadLetters({ candidates, lifecycle }),
    failures: fakeFailureNotes(),
    caller: AN_ADMIN,
    clock,
    ids: fakeIds(),
    keys: secretKeys,
    executors: ['github-actions'] as ExecutorName[],
    accessCode: async (_options?: { isFresh: boolean }) => ACCESS_CODE,
  };
  const scopeChecker = fakeScopeChecker();
  const tracker = { ...stores.tracker, ...scopeChecker };
  const trackers = Object.fromEntries(TRACKERS.map((name) => [name, async () => tracker]));
  const deps = { ...stores, trackers: trackers as Record<TrackerName, () => Promise<typeof tracker>> };
  const codeHost = fakeCodeHost();
  const templates = { read: async () => someTemplates() };
  const operationsFor = (caller: Caller) => adminOperations({ ...deps, caller });
  const installing = { ...deps, codeHost, templates, version: '1.2.3', publicUrl: 'https://us.test' };
  const templateOperationsFor = (caller: Caller) => templateOperations({ ...installing, caller });
  return {
    ...deps,
    scopeChecker,
    lifecycle,
    codeHost,
    operations: operationsFor(AN_ADMIN),
    operationsFor,
    templateOperationsFor,
    sessions: deps.sessions,
    session: adminSession(deps),
  };
}
export type AdminWorld = ReturnType<typeof anAdminWorld>;

/** What the audit log says of today, oldest first. */
export async function audited(world: AdminWorld): Promise<string[]> {
  return (await world.audit.ofDay(TODAY)).map((entry) => entry.action).reverse();
}
