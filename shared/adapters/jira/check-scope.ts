import * as z from 'zod';
import type { JiraScope } from '../../domain/trackers/jira.ts';
import type { ScopeCheck } from '../../ports/tracker.ts';
import type { JiraFields } from './fields.ts';
import { clauseOf, quoted } from './jql.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';
import { STATUS_VALUES } from './status-values.ts';

/**
 * Asks Jira what it would say to a scope: each part is searched for by itself, so that what is refused is known. Our own
 * search cannot be used for that, since one wrong part makes it fail as a whole.
 */
export async function checkScope(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  scope: JiraScope,
): Promise<ScopeCheck> {
  const { jql, repoFieldValue } = scope;
  const refusalOf = async (query: string) => {
    try {
      await jira.send(
        'CheckScope',
        (calls) => calls.search({ jql: query, fields: ['summary'], maxResults: 1 }),
        z.object({ issues: z.array(z.unknown()) }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof JiraRefusal) return error.words.join(' ') || `Jira refuses: ${error.reason}`;
      throw error;
    }
  };
  const ids = await fields.idsFor(scope).catch(namedRefusal);
  if (typeof ids === 'string') return { problems: [ids], missingValues: [] };
  const repo = `${clauseOf(ids.repoFieldId)} = ${quoted(repoFieldValue)}`;
  // By itself first: its own mistakes are told of its own text, and brackets that only our own would balance are found.
  const ofQuery = (await refusalOf(jql)) ?? (await refusalOf(`statusCategory != Done AND (${jql})`));
  const said = [ofQuery, await refusalOf(repo)];
  const ofValue = (value: string) => refusalOf(`${clauseOf(ids.statusFieldId)} = ${quoted(value)}`);
  const missing: string[] = [];
  for (const value of STATUS_VALUES) if ((await ofValue(value)) !== undefined) missing.push(value);
  return { problems: said.filter((words) => words !== undefined), missingValues: missing };
}

function namedRefusal(error: unknown): string {
  if (error instanceof JiraRefusal) return `Jira refuses: ${error.reason}`;
  throw error;
}
