import { adminSession } from '../people/admin-session.ts';

/** Creates mappings through the admin API, signed in with the access code like a person; one of a name that is there stays. */
export async function seedMappings(url: string, accessCode: string, mappings: readonly object[]): Promise<void> {
  const ask = await adminSession(url, accessCode);
  const { mappings: existing } = await ask('listMappings');
  const isThere = (mapping: object) => existing.some(({ name }) => name === Reflect.get(mapping, 'name'));
  for (const mapping of mappings) if (!isThere(mapping)) await ask('createMapping', mapping);
}
