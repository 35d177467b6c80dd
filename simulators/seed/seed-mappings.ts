import { adminSession } from '../people/admin-session.ts';
import { SEEDED_MAPPINGS } from './seed.ts';
import { SEEDED_FLY_MAPPING } from './seed-fly.ts';
import { SEEDED_JIRA_MAPPING } from './seed-jira.ts';

/** Those on the trackers that are simulated; on Fly where its machines are, and start. */
export function seededMappings(
  { linear, jira, fly }: Readonly<Record<'linear' | 'jira' | 'fly', unknown>>,
  runs: 'executed' | 'scripted' = 'executed',
): object[] {
  const onFly = fly !== undefined && runs === 'executed' ? [SEEDED_FLY_MAPPING] : [];
  const onLinear = linear === undefined ? [] : [...SEEDED_MAPPINGS, ...onFly];
  return [...onLinear, ...(jira === undefined ? [] : [SEEDED_JIRA_MAPPING])];
}

/** Creates mappings through the admin API, signed in with the access code like a person; one of a name that is there stays. */
export async function seedMappings(url: string, accessCode: string, mappings: readonly object[]): Promise<void> {
  const ask = await adminSession(url, accessCode);
  const { mappings: existing } = await ask('listMappings');
  const isThere = (mapping: object) => existing.some(({ name }) => name === Reflect.get(mapping, 'name'));
  for (const mapping of mappings) if (!isThere(mapping)) await ask('createMapping', mapping);
}
