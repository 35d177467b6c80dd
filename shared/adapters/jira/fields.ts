import * as z from 'zod';
import type { JiraScope } from '../../domain/trackers/jira.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';

export const STATUS_FIELD = 'AI-Implement Status';
const REPO_FIELD = 'AI-Implement Repo';

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

const FieldPage = z.object({ isLast: z.boolean(), values: z.array(z.object({ id: z.string(), name: z.string() })) });
type Field = z.infer<typeof FieldPage>['values'][number];

const PAGE = 50;

/** Finds the fields by name, with one request per process; what is missing or doubled is looked up again. */
export function jiraFields(jira: JiraRequests): JiraFields {
  let known: Field[] | undefined;
  const idNamed = async (name: string, override: keyof Overrides) => {
    known ??= await lookUp(jira);
    const [first, second] = known.filter((field) => field.name === name);
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

async function lookUp(jira: JiraRequests): Promise<Field[]> {
  const found: Field[] = [];
  for (let isLast = false; !isLast; ) {
    const input = { type: ['custom' as const], query: 'AI-Implement', startAt: found.length, maxResults: PAGE };
    const page = await jira.send('FindFields', (calls) => calls.fields(input), FieldPage);
    found.push(...page.values);
    isLast = page.isLast || page.values.length === 0;
  }
  return found;
}

function noField(name: string, override: string): string {
  return `there is no field named ${name}; make a single-select field of this name, or set ${override}`;
}

function twoFields(name: string, override: string): string {
  return `two fields are named ${name}; set ${override} to the one to take, such as customfield_10050`;
}
