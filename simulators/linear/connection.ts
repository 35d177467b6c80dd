import { invalidInput, notSimulated } from './refusals.ts';

export const DEFAULT_PAGE = 50;
const MAX_PAGE = 250;

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  filter?: Record<string, unknown> | null;
  includeArchived?: boolean | null;
}

const SERVED = new Set(['first', 'after', 'filter', 'includeArchived']);

/** One page of `records`, as Linear's connections give it; a cursor is the id of the last record seen. */
export function connection<T extends { id: string }>(records: T[], args: PageArguments) {
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined && !SERVED.has(name)) throw notSimulated(`the argument ${name} of a connection`);
  }
  const first = args.first ?? DEFAULT_PAGE;
  if (first < 1 || first > MAX_PAGE) throw invalidInput(`first must be between 1 and ${MAX_PAGE}`);
  const start = args.after ? records.findIndex((record) => record.id === args.after) + 1 : 0;
  if (args.after && start === 0) throw invalidInput('The cursor is not one of this connection');
  const nodes = records.slice(start, start + first);
  return {
    nodes,
    pageInfo: {
      hasNextPage: start + first < records.length,
      hasPreviousPage: start > 0,
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
    },
  };
}
