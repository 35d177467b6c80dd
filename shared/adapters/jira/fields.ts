import * as z from 'zod';
import type { JiraScope } from '../../domain/trackers/jira.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';

export const STATUS_FIELD = 'AI-Implement Status';
export const REPO_FIELD = 'AI-Implement Repo';

/** A scope with the ids of its two fields. */
export interface FieldedScope extends Pick<JiraScope, 'jql' | 'repoFieldValue'> {
  mappingId: string;
  statusFieldId: string;
  repoFieldId: string;
}

type Overrides = Pick<JiraScope, 'statusFieldOverride' | 'repoFieldOverride'>;

export interface JiraFields {
  /** The fields that overrides name, else those of our names. Throws `JiraRefusal` when a name has no field, or two. */
  idsFor(overrides: Overrides): Promise<Pick<FieldedScope, 'statusFieldId' | 'repoFieldId'>>;
  /** Looks again the next time. */
  forget(): void;
}

/** Those of a team-managed project are in the scope of that project. */
const Field = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.object({ type: z.string().optional() }).optional(),
});
export type Field = z.infer<typeof Field>;

/** Finds the fields by name, with one request per process; what is missing or doubled is looked up again. */
export function jiraFields(jira: JiraRequests): JiraFields {
  let known: Field[] | undefined;
  const idNamed = async (name: string, override: keyof Overrides) => {
    known ??= await listFields(jira);
    const [first, second] = fieldsNamed(known, name);
    if (first !== undefined && second === undefined) return first.id;
    known = undefined;
    // To nobody Jira tells of no field at all.
    await jira.proveSignIn();
    throw new JiraRefusal('FindFields', first === undefined ? noField(name, override) : twoFields(name, override));
  };
  return {
    idsFor: async ({ statusFieldOverride, repoFieldOverride }) => ({
      statusFieldId: statusFieldOverride ?? (await idNamed(STATUS_FIELD, 'statusFieldOverride')),
      repoFieldId: repoFieldOverride ?? (await idNamed(REPO_FIELD, 'repoFieldOverride')),
    }),
    forget() {
      known = undefined;
    },
  };
}

/** Of all projects, else of team-managed ones: each of these has a field of its own, so that sites with several name theirs. */
export function fieldsNamed(known: readonly Field[], name: string): Field[] {
  const named = known.filter((field) => field.name === name);
  const shared = named.filter(({ scope }) => scope?.type !== 'PROJECT');
  return shared.length > 0 ? shared : named;
}

/** The list of all fields: a search for fields leaves out those of team-managed projects, and wants a scope of its own. */
export async function listFields(jira: JiraRequests): Promise<Field[]> {
  return jira.send('FindFields', (calls) => calls.fields(), z.array(Field));
}

function noField(name: string, override: string): string {
  return (
    `there is no field named ${name}; make a single-select field of this name, or set ${override} ` +
    '(or it belongs to a team-managed project that our account may not browse)'
  );
}

function twoFields(name: string, override: string): string {
  return (
    `two fields are named ${name}; set ${override} to the one to take, such as customfield_10050 ` +
    '(each team-managed project has its own)'
  );
}
