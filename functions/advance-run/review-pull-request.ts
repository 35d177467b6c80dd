import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { pullRequestOf } from '../../shared/domain/pull-request.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { TicketRecord, Waiting } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { isOver, isReopened, isWishedAgain, withNextRound } from '../../shared/domain/withdrawal.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { showTicket } from './show-ticket.ts';

/** A ticket as it was just read. */
export interface Look {
  /** Undefined when it is gone. */
  ticket: Ticket | undefined;
  askedAt: Instant;
}

/**
 * Looks at a ticket that has a pull request. A closed ticket is done with. An open one that is marked, and does not say that
 * it waits for review, or was reopened, may run again once its pull request is merged or closed; until then its record says
 * what it waits for.
 */
export async function reviewPullRequest(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  { ticket, askedAt }: Look,
): Promise<string> {
  if (isOver(ticket)) return record.status === 'pr_ready' ? close(deps, record) : 'left: the ticket is closed';
  if (!isReopened(record) && !isWishedAgain(record, ticket, askedAt)) return trust(deps, record);
  const state = await stateOf(deps, record);
  if (state === undefined) return 'left: the pull request cannot be read';
  const at = deps.clock.now();
  if (state === 'open') return write(deps, { ...asOpen(record, ticket), prOpenAt: at, updatedAt: at }, 'open');
  const outcome = await write(deps, { ...withNextRound(record), updatedAt: at }, `may run again: ${state}`);
  await showTicket(deps, record);
  return outcome;
}

/** Only GitHub's word that it is not there makes it gone: a repository that the App does not reach may hold it still. */
async function stateOf({ host }: AdvanceRunDeps, { prUrl }: TicketRecord) {
  const pull = prUrl === undefined ? undefined : pullRequestOf(prUrl);
  if (pull === undefined) return 'gone';
  try {
    return (await host.read(pull))?.state ?? 'gone';
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof AppError) return undefined;
    throw error;
  }
}

function asOpen(record: TicketRecord, { priority, createdAt }: Ticket): TicketRecord {
  const { prClosedAt: _, ...rest } = record;
  const detail = `its pull request ${record.prUrl} is open; merge or close it, or go on there`;
  const waiting: Waiting = { reason: 'pull_request_open', detail, priority, createdAt };
  return { ...rest, status: 'pr_ready', waiting };
}

function close(deps: AdvanceRunDeps, record: TicketRecord): Promise<string> {
  const closed = { ...record, status: 'closed', waiting: undefined, updatedAt: deps.clock.now() } as const;
  return write(deps, closed, 'closed');
}

/** It says what its record would have it say. */
async function trust(deps: AdvanceRunDeps, record: TicketRecord): Promise<string> {
  if (record.waiting?.reason !== 'pull_request_open') return 'left: it waits for review';
  return write(deps, { ...record, waiting: undefined, updatedAt: deps.clock.now() }, 'waits for review');
}

async function write(deps: AdvanceRunDeps, record: TicketRecord, outcome: string): Promise<string> {
  const written = await deps.tickets.write(record);
  return written.outcome === 'stale' ? 'left: the ticket changed' : outcome;
}
