import type { Json } from '../json-schema.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { seconds } from '../seconds.ts';
import type { DeliveryRecord } from '../webhooks/hook-state.ts';
import type { CheckedRequest, Handler, OperationAnswer, World } from './world.ts';

const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/** What became of the deliveries of the App's webhook; newest first, for three days. */
export const DELIVERIES: Record<string, Handler> = {
  'apps/list-webhook-deliveries': async (world, request) => {
    await world.tokens.requireApp(request.authorization);
    return list(world, request);
  },
  'apps/redeliver-webhook-delivery': async (world, { asked, authorization }) => {
    await world.tokens.requireApp(authorization);
    const id = asked.parameters['delivery_id'] ?? '';
    const isKept = keptBy(world).some((one) => one.id === id);
    if (!isKept || !world.redeliver(id)) throw notFound();
    return { status: 202, body: {} };
  },
};

function keptBy({ state, clock }: World): DeliveryRecord[] {
  return state()
    .hook.deliveries.filter(({ deliveredAt }) => clock.now() - deliveredAt < KEPT_MS)
    .reverse();
}

const isTaken = ({ statusCode }: DeliveryRecord) => statusCode >= 200 && statusCode < 400;

function list(world: World, { asked, query }: CheckedRequest): OperationAnswer {
  const size = Math.min(Number(query['per_page'] ?? 30), 100);
  const wanted = keptBy(world).filter(
    (one) => query['status'] === undefined || (query['status'] === 'success') === isTaken(one),
  );
  const from = query['cursor'] === undefined ? 0 : wanted.findIndex(({ id }) => `v1_${id}` === query['cursor']);
  if (from === -1) throw new GitHubProblem(422, 'The cursor is not valid.');
  const rows = wanted.slice(from, from + size);
  const problems = world.description.answerProblems(
    asked.operation,
    200,
    rows.map((row) => shown(row, Number(row.id))),
  );
  if (problems.length > 0) throw new Error(`the simulator's answer breaks the description: ${problems.join('; ')}`);
  const next = wanted[from + size];
  const link = next && { link: `<${world.urls.api()}/app/hook/deliveries?${nextQuery(query, next)}>; rel="next"` };
  return { status: 200, text: withWholeIds(rows), headers: { 'content-type': JSON_TYPE, ...link } };
}

const JSON_TYPE = 'application/json; charset=utf-8';

function nextQuery(query: Record<string, string>, { id }: DeliveryRecord): string {
  return String(new URLSearchParams({ ...query, cursor: `v1_${id}` }));
}

/** The ids exceed 2^53, which no number of JavaScript holds. */
function withWholeIds(rows: readonly DeliveryRecord[]): string {
  return JSON.stringify(rows.map((row) => shown(row, `whole ${row.id}`))).replaceAll(/"whole (\d+)"/g, '$1');
}

function shown(row: DeliveryRecord, id: Json): Json {
  return {
    id,
    guid: row.guid,
    delivered_at: seconds(row.deliveredAt),
    redelivery: row.isRedelivery === true,
    duration: 0.1,
    status: isTaken(row) ? 'OK' : `Invalid HTTP Response: ${row.statusCode}`,
    status_code: row.statusCode,
    event: row.event,
    action: row.action,
    installation_id: null,
    repository_id: null,
    throttled_at: null,
  };
}
