import type { PullRequestList } from '../../../shared/contract/pull-request-views.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { ticketName } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentPullRequest } from './present-pull-request.ts';

const MOST_OPEN = 100;
const MOST_OVER = 20;

type Deps = Pick<AdminDeps, 'pullRequests' | 'tickets' | 'mappings' | 'settings' | 'clock'>;

/** The pull requests that runs of ours opened: the open ones, and those that were merged or closed last. */
export async function listPullRequests(deps: Deps): Promise<PullRequestList> {
  const [waiting, idle, over, mappings, webhook] = await Promise.all([
    // One more than is shown tells that there are more.
    deps.pullRequests.newest('waiting', MOST_OPEN + 1),
    deps.pullRequests.newest('idle', MOST_OPEN + 1),
    deps.pullRequests.newest('over', MOST_OVER),
    deps.mappings.all(),
    deps.settings.readWebhook('github'),
  ]);
  const open = [...waiting, ...idle].slice(0, MOST_OPEN);
  const tickets = await deps.tickets.readMany([...open, ...over]);
  const ticketOf = new Map(tickets.map((ticket) => [ticketName(ticket), ticket]));
  const mappingOf = new Map(mappings.map((mapping) => [mapping.mappingId, mapping]));
  const now = deps.clock.now();
  const present = (record: PullRequestRecord) =>
    presentPullRequest(record, {
      now,
      ticket: ticketOf.get(ticketName(record)),
      mapping: mappingOf.get(record.mappingId),
    });
  const views = open.map(present);
  const isAtWork = ({ running, next }: (typeof views)[number]) => running !== undefined || next !== undefined;
  return {
    now,
    lastDeliveryAt: webhook.deliveredAt,
    open: [...views.filter(isAtWork), ...views.filter((view) => !isAtWork(view))],
    isCut: waiting.length + idle.length > MOST_OPEN,
    over: over.map(present),
  };
}
