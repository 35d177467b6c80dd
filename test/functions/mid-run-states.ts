import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import type { StatusValue } from '../../shared/adapters/jira/status-values.ts';
import type { MappingFields } from '../builders/a-mapping.ts';
import { days } from './days.ts';
import { aJiraWorld } from './jira-world.ts';
import type { Fate } from './runners.ts';

interface Ending {
  mapping: MappingFields;
  fate: Fate;
  /** Failures of its phase in a row before. */
  failures?: number;
}

const PLANNED = { planningEnabled: true, autoApprovePlans: true };

/** How a run of a ticket on Jira ends, in whose middle a person chooses a value. */
export const ENDINGS = {
  'makes a plan to be approved': { mapping: { ...PLANNED, autoApprovePlans: false }, fate: 'works' },
  'makes an approved plan': { mapping: PLANNED, fate: 'works' },
  'fails to plan': { mapping: PLANNED, fate: 'fails' },
  'opens a pull request': { mapping: {}, fate: 'works' },
  fails: { mapping: {}, fate: 'fails' },
  'fails for the third time': { mapping: {}, fate: 'fails', failures: 2 },
  'is lost': { mapping: {}, fate: 'dies' },
} satisfies Record<string, Ending>;
export type EndingName = keyof typeof ENDINGS;

/** The values by which people ask for something. */
export const CHOICES = ['Ready', 'Plan Approved'] as const satisfies readonly StatusValue[];

/** What becomes of a value that a person chooses while a run works, 20 minutes later: in the words of the table. */
export async function outcomeOfChoice(ending: EndingName, choice: StatusValue): Promise<string> {
  const { mapping, fate, failures }: Ending = ENDINGS[ending];
  const { world, ref, choose, value } = await aJiraWorld(mapping);
  const time = days(world, fate, 'works');
  await time.pass(1);
  const record = await world.tickets.read(ref);
  if (record === undefined || !['Planning', 'Implementing'].includes(value() ?? '')) throw new Error('no run works');
  if (failures !== undefined) await world.tickets.write({ ...record, failuresInARow: { implementation: failures } });

  choose(choice);
  await time.pass(20);

  const [, ...began] = (await world.runs.ofTicket(ref)).map(({ phase }) => phase).reverse();
  if (began.length > 0) return `runs: ${began.join(', ')}`;
  const [blocked] = (await listBlocked(world)).tickets;
  return blocked === undefined ? `unseen: ${value()}` : `waits: ${blocked.reason}`;
}
