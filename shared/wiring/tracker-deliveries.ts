import { jiraDeliveries } from '../adapters/jira/jira-deliveries.ts';
import { linearDeliveries } from '../adapters/linear/linear-deliveries.ts';
import type { TrackerName } from '../domain/ticket.ts';
import type { TrackerDeliveries } from '../ports/tracker-deliveries.ts';

/** How the webhook of each tracker delivers. */
export function openTrackerDeliveries(): Readonly<Record<TrackerName, TrackerDeliveries>> {
  return { linear: linearDeliveries(), jira: jiraDeliveries() };
}
