import { adminSession } from '../people/admin-session.ts';

/** Creates mappings through the admin API, signed in with the access code like a person. */
export async function seedMappings(url: string, accessCode: string, mappings: readonly object[]): Promise<void> {
  const ask = await adminSession(url, accessCode);
  for (const mapping of mappings) await ask('createMapping', mapping);
}
