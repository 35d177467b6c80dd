import type { AskedOperation } from '../description.ts';
import type { Json } from '../json-schema.ts';
import { GitHubProblem } from '../problem.ts';
import type { CheckedRequest, OperationAnswer, World } from './world.ts';

const PAGING = ['per_page', 'page'];

/** Refuses filters that GitHub knows and the simulator does not, which would else be left out without a word. */
export function requireModelled(query: Record<string, string>, ...modelled: string[]): void {
  const foreign = Object.keys(query).find((name) => !PAGING.includes(name) && !modelled.includes(name));
  if (foreign !== undefined) throw new GitHubProblem(422, `The simulator does not model the filter ${foreign}.`);
}

/** One page of a list; `show` makes the answer of each item that is on it. */
export function paged<Item>(
  world: World,
  { asked, query }: CheckedRequest,
  items: readonly Item[],
  show: (item: Item) => Json,
  wrap: (page: Json[], total: number) => Json = (page) => page,
): OperationAnswer {
  const size = Math.min(Number(query['per_page'] ?? 30), 100);
  const page = Number(query['page'] ?? 1);
  const body = wrap(items.slice((page - 1) * size, page * size).map(show), items.length);
  if (items.length <= page * size) return { status: 200, body };
  return { status: 200, body, headers: { link: nextLink(world.urls.api(), asked, query) } };
}

/** The header that leads to the next page. */
export function nextLink(apiUrl: string, asked: AskedOperation, query: Record<string, string>): string {
  const next = new URL(pathOf(asked), apiUrl);
  next.search = String(new URLSearchParams({ ...query, page: String(Number(query['page'] ?? 1) + 1) }));
  return `<${next}>; rel="next"`;
}

function pathOf({ operation, parameters }: AskedOperation): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}
