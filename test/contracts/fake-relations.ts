import type { RelatedTicket, RelatedTickets } from '../../shared/contract/runner.ts';
import type { FakeTracker } from '../fakes/fake-tracker.ts';

/** What a person says of two tickets; the fake keeps only what follows for each. */
export interface Bond {
  type: 'blocks' | 'related' | 'part';
  from: string;
  to: string;
}

type Dependency = RelatedTickets['dependencies'][number];

/** Tells the fake of every ticket (`keys`, by id) what stands around it. */
export async function relateAll(
  tracker: FakeTracker,
  keys: ReadonlyMap<string, string>,
  around: readonly Bond[],
): Promise<void> {
  const known = new Map<string, RelatedTicket>();
  for (const [id, key] of keys) {
    const ticket = await tracker.read(id);
    if (ticket) known.set(id, { key, title: ticket.title, state: 'Todo', url: ticket.url });
  }
  for (const id of keys.keys()) tracker.relate(id, relatedOf(id, known, around));
}

function relatedOf(id: string, known: ReadonlyMap<string, RelatedTicket>, around: readonly Bond[]): RelatedTickets {
  const parts = around.filter(({ type }) => type === 'part');
  const parentId = parts.find(({ from }) => from === id)?.to;
  const parent = known.get(parentId ?? '');
  const siblings = parts.filter(({ from, to }) => to === parentId && from !== id);
  return {
    ...(parent === undefined ? {} : { parent }),
    siblings: siblings.flatMap(({ from }) => known.get(from) ?? []),
    dependencies: around.flatMap((bond) => dependencyOf(id, known, bond)),
  };
}

function dependencyOf(id: string, known: ReadonlyMap<string, RelatedTicket>, { type, from, to }: Bond): Dependency[] {
  const other = known.get(from === id ? to : from);
  if (type === 'part' || other === undefined || (from !== id && to !== id)) return [];
  if (type === 'related') return [{ ...other, relation: 'related' }];
  return [{ ...other, relation: from === id ? 'blocks' : 'blocked_by' }];
}
