import * as z from 'zod';
import type { JiraScope } from '../../domain/trackers/jira.ts';
import type { ScopeCheck } from '../../ports/tracker.ts';
import type { JiraFields } from './fields.ts';
import { clauseOf, quoted } from './jql.ts';
import { permissionsLacked } from './may-do.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';
import { STATUS_VALUES, type StatusValue } from './status-values.ts';

/**
 * Asks Jira what it would say to a scope: each part is searched for by itself, so that what is refused is known. Our own
 * search cannot be used for that, since one wrong part makes it fail as a whole.
 */
export async function checkScope(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  scope: JiraScope,
): Promise<ScopeCheck> {
  const { jql, repoFieldValue } = scope;
  const refusalOf = (query: string) => search(jira, query).then(() => undefined, wordsOf);
  const ids = await fields.idsFor(scope).catch(namedRefusal);
  if (typeof ids === 'string') return { refused: [ids], problems: [], missingValues: [] };
  const repo = `${clauseOf(ids.repoFieldId)} = ${quoted(repoFieldValue)}`;
  // By itself first: its own mistakes are told of its own text, and brackets that only our own would balance are found.
  const ofQuery = (await refusalOf(jql)) ?? (await refusalOf(`statusCategory != Done AND (${jql})`));
  const said = [ofQuery, await refusalOf(repo)];
  const refused = said.filter((words) => words !== undefined);
  const problems = refused.length > 0 ? [] : await permissionProblems(jira, `${repo} AND (${jql})`);
  return { refused, problems, missingValues: await missingStatusValues(jira, ids.statusFieldId) };
}

/** The values of ours that the status field has no option for. */
export async function missingStatusValues(jira: JiraRequests, statusFieldId: string): Promise<StatusValue[]> {
  const missing: StatusValue[] = [];
  for (const value of STATUS_VALUES) {
    const query = `${clauseOf(statusFieldId)} = ${quoted(value)}`;
    if ((await search(jira, query).then(() => undefined, wordsOf)) !== undefined) missing.push(value);
  }
  return missing;
}

const Found = z.object({ issues: z.array(z.object({ id: z.string() })) });

/** The id of one ticket that the query finds, if there is one. */
async function search(jira: JiraRequests, jql: string): Promise<string | undefined> {
  const input = { jql, fields: ['summary'], maxResults: 1 };
  const { issues } = await jira.send('CheckScope', (calls) => calls.search(input), Found);
  return issues[0]?.id;
}

/** In Jira's words. */
function wordsOf(error: unknown): string {
  if (error instanceof JiraRefusal) return error.words.join(' ') || `Jira refuses: ${error.reason}`;
  throw error;
}

/** Asked of one ticket of the scope; without one nothing is known. */
async function permissionProblems(jira: JiraRequests, jql: string): Promise<string[]> {
  try {
    const ticketId = await search(jira, jql);
    const lacked = ticketId === undefined ? [] : await permissionsLacked(jira, ticketId);
    return lacked.map((name) => `Our account in Jira lacks the permission "${name}" on tickets of this query.`);
  } catch (error) {
    return [wordsOf(error)];
  }
}

function namedRefusal(error: unknown): string {
  if (error instanceof JiraRefusal) return `Jira refuses: ${error.reason}`;
  throw error;
}
