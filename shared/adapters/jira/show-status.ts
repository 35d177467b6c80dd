import * as z from 'zod';
import type { MarkerChange } from '../../domain/marker-change.ts';
import type { ShowOutcome } from '../../ports/tracker.ts';
import { STATUS_FIELD } from './fields.ts';
import { optionOf } from './issue.ts';
import { permissionsLacked } from './may-do.ts';
import type { ReadIssue } from './read-issue.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';
import { isWishOf, valueFor } from './status-values.ts';

/** Jira answers an edit with 204. */
const NO_CONTENT = z.undefined();

/**
 * Sets the field's value where it is another one. What a person asked for in the meantime, by a value, stays. Jira has no compare-and-set, so what a person chooses between our look
 * and our update is overwritten. Not every site has made the option of a merged pull request, and nothing depends on it.
 */
export async function showStatus(jira: JiraRequests, read: ReadIssue, change: MarkerChange): Promise<ShowOutcome> {
  const shown = optionOf(read.issue, read.statusFieldId);
  const value = valueFor(change.stage, shown);
  if (value === undefined || value === shown || isWishOf(change, shown)) return 'shown';
  const outcome = await setValue(jira, read, value);
  const isOptional = change.stage === 'merged' && typeof outcome === 'object';
  return isOptional ? showStatus(jira, read, { ...change, stage: 'closed' }) : outcome;
}

async function setValue(jira: JiraRequests, { issue, statusFieldId }: ReadIssue, value: string): Promise<ShowOutcome> {
  try {
    const input = { issueIdOrKey: issue.id, fields: { [statusFieldId]: { value } } };
    await jira.send('ShowStatus', (calls) => calls.editIssue(input), NO_CONTENT);
    return 'shown';
  } catch (error) {
    if (!(error instanceof JiraRefusal)) throw error;
    if (error.status === 404) return 'gone';
    if (!error.fields.includes(statusFieldId)) throw error;
    const [permission] = await permissionsLacked(jira, issue.id, ['EDIT_ISSUES']);
    if (permission !== undefined) return { outcome: 'edit_forbidden', permission };
    // Nobody made the option, or the field is not on the ticket's screen: a person has to, and the run goes on.
    return { outcome: 'value_missing', field: STATUS_FIELD, value };
  }
}
