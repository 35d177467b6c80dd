import { jiraDeliveries } from '../adapters/jira/jira-deliveries.ts';
import { linearDeliveries } from '../adapters/linear/linear-deliveries.ts';
import type { TrackerName } from '../domain/ticket.ts';
import type { TrackerDeliveries } from '../ports/tracker-deliveries.ts';

/** How the webhooks of trackers deliver; one without is found by polls alone. */
export function openTrackerDeliveries() {
  return { linear: linearDeliveries(), jira: jiraDeliveries() } satisfies Partial<
    Record<TrackerName, TrackerDeliveries>
  >;
}
