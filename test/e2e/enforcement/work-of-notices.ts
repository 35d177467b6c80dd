import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { TRACKER_WEBHOOK_PATHS } from '../../../shared/contract/routes.ts';
import type { StrippedWorld } from './stripped-world.ts';

/** Both trackers tell of a ticket, as their simulators write and sign it. */
export async function deliverNotices({ laptop, linear, jira }: StrippedWorld): Promise<void> {
  linear.hook.pointTo(`${laptop.url}${TRACKER_WEBHOOK_PATHS.linear}`);
  jira.hook.pointTo(`${laptop.url}${TRACKER_WEBHOOK_PATHS.jira}`);
  linear.mark(linear.createIssue('ENG', { title: `Noticed ${randomUUID()}` }));
  jira.mark('PROJ-1');
  while (linear.hook.isBusy() || jira.hook.isBusy()) await delay(5);
}
