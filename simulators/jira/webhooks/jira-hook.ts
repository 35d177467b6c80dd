import { createHmac } from 'node:crypto';
import type { LocalClock } from '../../clock.ts';
import type { Kept } from '../../loopback/loopback-server.ts';
import { startTrackerHook } from '../../webhooks/tracker-hook.ts';
import type { IssueRecord, JiraState } from '../state.ts';
import { issueView, userView } from '../views.ts';

/** What happened to an issue. */
export interface IssueChange {
  kind: 'created' | 'updated' | 'deleted';
  issue: IssueRecord;
  accountId: string;
  /** With `updated`: what was changed. */
  items?: readonly ChangedItem[];
}

/** As Jira names it; of a field of people's own `field` is its name. */
export interface ChangedItem {
  field: string;
  fieldtype: 'jira' | 'custom';
  from: string | null;
  fromString: string | null;
  to: string | null;
  toString: string | null;
}

interface JiraHookSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  secret: string | undefined;
  kept?: Kept | undefined;
  state: JiraState;
  origin: string;
}

const EVENT_TYPES = { created: 'issue_created', updated: 'issue_generic', deleted: 'issue_deleted' } as const;
const FIELDS = ['summary', 'created', 'labels', 'priority', 'status', 'project', 'issuelinks'];

/**
 * A webhook that an administrator made for the events of issues. Atlassian publishes no schema of what it sends: this is written as its
 * documentation shows it.
 */
export function startJiraHook({ clock, secret, kept, state, origin }: JiraHookSettings) {
  return startTrackerHook<IssueChange>(
    { clock, secret, kept },
    {
      keyOf: ({ issue }) => issue.key,
      bodyOf: ({ kind, issue, accountId, items }, isForeign) =>
        JSON.stringify({
          timestamp: clock.now(),
          webhookEvent: `jira:issue_${kind}`,
          issue_event_type_name: EVENT_TYPES[kind],
          user: userView(accountId),
          issue: issueView({ state, origin: isForeign ? 'https://other.atlassian.test' : origin }, issue, [
            ...FIELDS,
            ...state.fields.map(({ id }) => id),
          ]),
          ...(items !== undefined && { changelog: { id: String(state.log.length), items } }),
        }),
      headersOf: ({ body, secret: key, deliveryId }) => ({
        'user-agent': 'Atlassian Webhook HTTP Client (simulated)',
        'x-atlassian-webhook-identifier': deliveryId,
        'x-atlassian-webhook-flow': 'Primary',
        'x-hub-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
      }),
    },
  );
}
