import { isTerminal, type Run, type RunStatus } from '../../shared/domain/run.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';

/** What a run has gone through when it has this status; fields that are overridden win. */
function historyOf(status: RunStatus, reservedAt: string): Partial<Run> {
  if (status === 'reserved') return {};
  const dispatched = {
    dispatchedAt: plus(reservedAt, 1000),
    workflowRunId: '9000',
    workflowRunUrl: 'https://github.test/acme/backend/actions/runs/9000',
  };
  if (status === 'dispatched') return dispatched;
  const startedAt = plus(reservedAt, MINUTE_MS);
  const running = { ...dispatched, runAttempt: 1, sessionKeyHash: 'hash', startedAt, heartbeatAt: startedAt };
  return isTerminal(status) ? { ...running, endedAt: plus(startedAt, 10 * MINUTE_MS) } : running;
}

/** A first implementation run of `aTicket()`; without a lease unless one is given. */
export function aRun(overrides: Partial<Run> = {}): Run {
  const { status = 'reserved', reservedAt = '2026-01-05T09:00:00.000Z' } = overrides;
  return {
    runId: '01KE6XAAAA0000000000000001',
    tracker: 'linear',
    ticketId: '7f9c2a44-0000-4000-8000-000000000001',
    phase: 'implementation',
    ticketKey: 'ENG-1',
    ticketTitle: 'Add user export',
    ticketUrl: 'https://linear.test/acme/issue/ENG-1',
    mappingId: '01KE6XMMMM0000000000000001',
    bucketId: 'linear#ENG',
    owner: 'acme',
    repo: 'backend',
    defaultBranch: 'main',
    branch: 'ai-implement/ENG-1-add-user-export',
    workflowFile: 'claude-implement.yml',
    executor: 'github-actions',
    provider: 'anthropic',
    attempt: 1,
    status,
    reservedAt,
    dispatchesTaken: 1,
    dispatchesAllowed: 1,
    dispatchAskedAt: reservedAt,
    ...historyOf(status, reservedAt),
    ...overrides,
  };
}
