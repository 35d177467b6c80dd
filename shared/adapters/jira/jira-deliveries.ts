import { verify } from '@octokit/webhooks-methods';
import * as z from 'zod';
import { parsedPayload } from '../../contract/parsed-payload.ts';
import type { ReadNotice, TrackerDeliveries } from '../../ports/tracker-deliveries.ts';
import { isOurs, TRIGGER_VALUES } from './status-values.ts';

const Delivery = z.object({ webhookEvent: z.string() });

/** Atlassian publishes no schema of it, so that little is asked for, and what has another shape says nothing. */
const IssueDelivery = z.object({
  issue: z.object({
    id: z.union([z.string().regex(/^\d{1,20}$/), z.int().positive().transform(String)]),
    fields: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  }),
  changelog: z
    .object({ items: z.array(z.unknown()) })
    .nullish()
    .catch(undefined),
});
type IssueDelivery = z.infer<typeof IssueDelivery>;

const Done = z.object({ statusCategory: z.object({ key: z.literal('done') }) });
const Chosen = z.object({ value: z.string() });

/** Deliveries of a webhook that an administrator of Jira made for the events of issues. */
export function jiraDeliveries(): TrackerDeliveries {
  return {
    name: 'jira',
    signatureHeader: 'x-hub-signature',
    async isSigned({ text, signature }, secrets) {
      for (const secret of secrets) if (await verify(secret, text, signature)) return true;
      return false;
    },
    deliveryId: (headers) => headers['x-atlassian-webhook-identifier'],
    read(payload) {
      const { webhookEvent } = parsedPayload(Delivery, payload);
      const kind = /^jira:issue_(created|updated|deleted)$/.exec(webhookEvent)?.[1];
      if (kind === undefined) return { says: 'nothing', reason: 'type_not_followed' };
      const delivery = parsedPayload(IssueDelivery, payload);
      const reason = kind === 'deleted' ? undefined : reasonToIgnore(delivery, kind === 'created');
      return reason === undefined ? { says: 'noticed', ticketId: delivery.issue.id } : { says: 'nothing', reason };
    },
  };
}

type Ignored = Extract<ReadNotice, { says: 'nothing' }>['reason'];

/** A change is known by the values that were chosen: the field's name is the team's, and its id is not promised. */
function reasonToIgnore({ issue, changelog }: IssueDelivery, isNew: boolean): Ignored | undefined {
  const { fields = {} } = issue;
  const values = Object.values(fields ?? {}).flatMap((value) => Chosen.safeParse(value).data?.value ?? []);
  if (isNew) return values.some(isWish) ? undefined : 'nothing_to_look_at';
  const changes = (changelog?.items ?? []).map(changeOf);
  const isMoved = changes.some(({ field }) => field === 'status');
  if (isMoved && (Done.safeParse(fields?.['status']).success || values.some(isOurs))) return undefined;
  if (changes.some(({ from, to }) => isWish(to) || (isOurs(from) && !isOurs(to)))) return undefined;
  if (changes.some(({ to }) => isOurs(to))) return 'own_change';
  return changes.length > 0 && values.some(isWish) ? undefined : 'nothing_to_look_at';
}

interface Change {
  field: string | undefined;
  from: string | undefined;
  to: string | undefined;
}

/** One of its keys is `toString`, which every object has: only its own is meant. */
function changeOf(item: unknown): Change {
  const own = (name: string): string | undefined => {
    const value: unknown = item instanceof Object && Object.hasOwn(item, name) ? Reflect.get(item, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return { field: own('field'), from: own('fromString'), to: own('toString') };
}

function isWish(value: string | undefined): boolean {
  return TRIGGER_VALUES.some((name) => name === value);
}
