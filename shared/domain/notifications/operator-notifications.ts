import type { ProjectMapping } from '../mapping.ts';
import { usdWords } from '../spending.ts';
import { type Notification, notificationOf } from './notification.ts';

/** A mapping was held: none of its runs begins until people mend something. */
export function heldNotification(mapping: ProjectMapping, adminUrl: string): Notification | undefined {
  const { mappingId, name, owner, repo, suspended } = mapping;
  if (suspended === undefined) return undefined;
  return notificationOf({
    id: `mapping ${mappingId} held ${suspended.at}`,
    title: `${name} is held: no run begins`,
    facts: [
      ['Why', suspended.reason],
      ['Repository', `${owner}/${repo}`],
      ['What to do', 'mend what it says, then resume the mapping; its tickets wait, and stay marked'],
    ],
    links: [['Mappings', `${adminUrl}/mappings`]],
  });
}

/** Most of a day's budget is spent. */
export function nearlySpentNotification(
  { mappingId, name }: Pick<ProjectMapping, 'mappingId' | 'name'>,
  { day, spentUsd, limitUsd }: { day: string; spentUsd: number; limitUsd: number },
  adminUrl: string,
): Notification {
  return notificationOf({
    id: `mapping ${mappingId} nearly spent ${day}`,
    title: `${name}: the budget of ${day} is nearly spent`,
    facts: [
      ['Spent', `${usdWords(spentUsd)} of ${usdWords(limitUsd)}`],
      ['What follows', 'once it is spent no run begins until the next day (UTC); an admin can raise it for this day'],
    ],
    links: [['Overview', `${adminUrl}/overview`]],
  });
}
