import type { RelatedTicket, RelatedTickets } from '../../shared/contract/runner.ts';

const RELATIONS = { blocks: 'blocks', blocked_by: 'blocked by', related: 'related to' } as const;

/** The tickets around the one at hand as text, one a line: `- KEY: Title`, its state and its link. */
export function describeRelated({ parent, siblings, dependencies }: RelatedTickets): string {
  const part = (title: string, lines: string[]) => (lines.length === 0 ? [] : [`${title}:`, ...lines]);
  return [
    ...part('Parent', parent === undefined ? [] : [lineOf(parent)]),
    ...part('Siblings', siblings.map(lineOf)),
    ...part(
      'Dependencies',
      dependencies.map((ticket) => `${lineOf(ticket)}, ${RELATIONS[ticket.relation]}`),
    ),
  ].join('\n');
}

function lineOf({ key, title, state, url }: RelatedTicket): string {
  return `- ${key}: ${title.replaceAll(/\s+/g, ' ')} (${state}, ${url})`;
}
