import type { Check } from '../contract/check.ts';
import { rulesOf, type TrackerScope } from '../domain/trackers/trackers.ts';
import type { ScopeCheck } from '../ports/tracker.ts';
import { failed, ok, warning } from './finding.ts';

/** Judges what a tracker says to the scope of a mapping: what the admin API answers for the form, and what doctor prints. */
export function scopeChecks(mapping: TrackerScope & { name: string }, said: ScopeCheck): Check[] {
  const of = mapping.name;
  const { label } = rulesOf(mapping);
  const { refused, problems, missingValues, notes = [] } = said;
  const served = ok('scope_served', `${label} lists the tickets of this mapping.`, of);
  return [
    ...refused.map((evidence) => failed('scope_refused', { evidence, remedy: correct(label), of })),
    ...(refused.length === 0 ? [served] : []),
    ...problems.map((evidence) => failed('markers_hindered', { evidence, remedy: allow(label), of })),
    ...missingChecks(missingValues, of),
    ...notes.map((note) => ok('label_taken', note, of)),
  ];
}

const correct = (label: string) =>
  `Correct what the mapping says of ${label} in the admin UI, Mappings, or let our account in ${label} see it.`;
const allow = (label: string) =>
  `Mend it in ${label}, as an administrator there; what was refused is tried again then.`;

function missingChecks(values: readonly string[], of: string): Check[] {
  if (values.length === 0) return [];
  const evidence = `The field AI-Implement Status lacks the options ${values.join(', ')}.`;
  const remedy =
    'Add them in Jira: Settings, Issues, Custom fields, AI-Implement Status, "Contexts and default value", "Edit options".';
  return [warning('options_missing', { evidence, remedy, of })];
}
