import type { MappingView } from '../shared/contract/mapping-record.ts';
import type { FieldName, FieldSpec, FormValues } from './field-spec.ts';
import { EXECUTOR_WORDS, SETTING_FIELDS, TRACKER_FORMS } from './mapping-fields.ts';
import { GROUPS, type GroupTitle } from './mapping-groups.ts';

/** What a mapping may choose in this deployment. */
export interface Choices {
  executors: readonly string[];
  trackers: readonly string[];
}

/** A field of the form by its name. */
export type NamedField = FieldSpec & { name: FieldName };

/** A part of the form under one title. */
export interface FieldGroup {
  title: GroupTitle;
  hint: string;
  fields: readonly NamedField[];
}

const fieldsIn = (fields: Readonly<Record<string, FieldSpec>>) =>
  Object.entries(fields).map(([name, spec]): NamedField => ({ ...spec, name: name as FieldName }));
const choicesIn = (words: Readonly<Record<string, { label: string }>>) =>
  Object.entries(words).map(([value, { label }]) => ({ value, label }));

const SETTINGS = fieldsIn(SETTING_FIELDS);
const SCOPES = Object.entries(TRACKER_FORMS).flatMap(([tracker, { fields }]) =>
  fieldsIn(fields).map((field): NamedField => {
    const isOfIt = (values: FormValues) => values.tracker === tracker;
    return { ...field, isShown: isOfIt, isSent: isOfIt };
  }),
);
/** Shown where there is a choice. */
const TRACKER: NamedField = { name: 'tracker', label: 'Tracker', choices: choicesIn(TRACKER_FORMS) };
/** Shown where there is a choice. */
const EXECUTOR: NamedField = { name: 'executor', label: 'Executes on', choices: choicesIn(EXECUTOR_WORDS) };

const FIELDS = [TRACKER, EXECUTOR, ...SCOPES, ...SETTINGS];

/** The groups of a form in a deployment with these executors and trackers. */
export function fieldGroups({ executors, trackers }: Choices): readonly FieldGroup[] {
  const first: Partial<Record<GroupTitle, NamedField[]>> = {
    Tickets: among(TRACKER, trackers),
    Runs: among(EXECUTOR, executors),
  };
  return (Object.keys(GROUPS) as GroupTitle[]).map((title) => {
    const settings = SETTINGS.filter(({ name }) => isIn(title, name));
    const scopes = title === 'Tickets' ? SCOPES : [];
    return { title, hint: GROUPS[title], fields: [...(first[title] ?? []), ...settings, ...scopes] };
  });
}

function isIn(title: GroupTitle, name: string): boolean {
  const fields: Readonly<Record<string, { group: GroupTitle }>> = SETTING_FIELDS;
  return fields[name]?.group === title;
}

/** The field with what can be chosen of it; none where there is no choice. */
function among(field: NamedField, available: readonly string[]): NamedField[] {
  const choices = (field.choices ?? []).filter(({ value }) => available.includes(value));
  return choices.length < 2 ? [] : [{ ...field, choices }];
}

/** What the form shows at first: an existing mapping, or the defaults. */
export function valuesOf(mapping: MappingView | undefined, { executors, trackers }: Choices): FormValues {
  if (mapping === undefined) {
    // Every flag is on unless it is switched off.
    const flags = Object.fromEntries(FIELDS.filter(({ isFlag }) => isFlag === true).map(({ name }) => [name, 'true']));
    const first = { tracker: trackers[0] ?? '', executor: executors[0] ?? '' };
    return { ...first, provider: 'anthropic', guardedPaths: 'leave_out', ...flags };
  }
  const standing: Readonly<Record<string, unknown>> = { ...mapping };
  return Object.fromEntries(
    FIELDS.flatMap(({ name }) => (standing[name] === undefined ? [] : [[name, String(standing[name])]])),
  );
}

/** What is sent: all that is filled and fits, asked for or not, numbers and flags as such. The API checks them and completes the rest. */
export function inputOf(values: FormValues): Record<string, string | number | boolean> {
  const filled = FIELDS.filter(({ name, isSent }) => (values[name] ?? '').trim() !== '' && (isSent?.(values) ?? true));
  return Object.fromEntries(
    filled.map(({ name, range, isFlag }) => {
      const text = (values[name] ?? '').trim();
      if (isFlag === true) return [name, text === 'true'];
      return [name, range === undefined ? text : Number(text)];
    }),
  );
}

/** Where the tickets of a mapping are, as its card tells it. */
export function scopeChips(mapping: MappingView): string[] {
  const standing: Readonly<Record<string, unknown>> = { ...mapping };
  return Object.entries(TRACKER_FORMS[mapping.tracker].fields).flatMap(([name, { chip }]) =>
    chip === undefined || standing[name] === undefined ? [] : [chip(String(standing[name]))],
  );
}
