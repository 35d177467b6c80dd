import type { FieldedScope } from './fields.ts';
import type { StatusValue } from './status-values.ts';

/** A text of ours in JQL, whatever it holds. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The field by its number: names may be doubled, and people rename fields. */
export function clauseOf(fieldId: string): string {
  return `cf[${fieldId.replace('customfield_', '')}]`;
}

/** What finds the open tickets of all these scopes that bear one of the values, or this ticket alone if it is one of them. */
export function jqlFor(scopes: readonly FieldedScope[], values: readonly StatusValue[], ticketId?: string): string {
  const list = values.map(quoted).join(', ');
  const arms = scopes.map(
    ({ jql, repoFieldValue, repoFieldId, statusFieldId }) =>
      `(${clauseOf(repoFieldId)} = ${quoted(repoFieldValue)} AND ${clauseOf(statusFieldId)} in (${list}) AND (${jql}))`,
  );
  const which = ticketId === undefined ? '' : `id = ${ticketId} AND `;
  return `${which}statusCategory != Done AND (${arms.join(' OR ')})`;
}
