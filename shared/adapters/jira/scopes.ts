import type { ProjectMapping } from '../../domain/mapping.ts';
import type { JiraScope } from '../../domain/trackers/jira.ts';
import type { FieldedScope, JiraFields } from './fields.ts';
import { JiraRefusal } from './requests.ts';

/** The scope of a mapping. */
export type MappedScope = JiraScope & Pick<ProjectMapping, 'mappingId'>;

/** The scopes of all mappings on Jira. */
export function scopesOf(mappings: readonly ProjectMapping[]): MappedScope[] {
  return mappings.filter((mapping) => mapping.tracker === 'jira');
}

/** A mapping that Jira will not search for; the others go on without it. */
export interface RefusedScope {
  mappingId: string;
  error: JiraRefusal;
}

export interface FieldedScopes {
  fielded: FieldedScope[];
  refused: RefusedScope[];
}

/** Gives each scope the ids of its fields. */
export async function withFields(fields: JiraFields, scopes: readonly MappedScope[]): Promise<FieldedScopes> {
  const fielded: FieldedScope[] = [];
  const refused: RefusedScope[] = [];
  for (const scope of scopes) {
    const { mappingId, jql, repoFieldValue } = scope;
    try {
      fielded.push({ mappingId, jql, repoFieldValue, ...(await fields.idsFor(scope)) });
    } catch (error) {
      if (!(error instanceof JiraRefusal)) throw error;
      refused.push({ mappingId, error });
    }
  }
  return { fielded, refused };
}

/** The fields that show a status in any of these scopes; without a scope those of our names. */
export async function statusFields(fields: JiraFields, scopes: readonly MappedScope[]): Promise<string[]> {
  const { fielded } = await withFields(fields, scopes);
  const known = fielded.length > 0 ? fielded : [await fields.idsFor({})];
  return [...new Set(known.map(({ statusFieldId }) => statusFieldId))];
}
