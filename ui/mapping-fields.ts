import type { MappingView } from '../shared/contract/admin.ts';
import type { MappingInput } from '../shared/contract/mapping-input.ts';

type FieldName = keyof MappingInput;
export type FormValues = Partial<Record<FieldName, string>>;

export interface FieldSpec {
  name: FieldName;
  label: string;
  hint?: string;
  placeholder?: string;
  isRequired?: boolean;
  /** A number within these bounds. */
  range?: readonly [from: number, to: number];
  /** @default whole numbers only */
  step?: 'any';
  choices?: readonly { value: string; label: string }[];
  /** Its choices stand for yes and no. */
  isFlag?: boolean;
  /** Asked for only then. */
  isShown?: (values: FormValues) => boolean;
}

export interface FieldGroup {
  title: string;
  hint: string;
  fields: readonly FieldSpec[];
}

const isOnJira = ({ tracker }: FormValues) => tracker === 'jira';
const isOnLinear = (values: FormValues) => !isOnJira(values);

const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    title: 'Tickets',
    hint: 'Which tickets this mapping covers. Where several on Linear do, the narrowest wins.',
    fields: [
      {
        name: 'name',
        label: 'Name',
        hint: 'How this page and the log call it.',
        placeholder: 'Backend',
        isRequired: true,
      },
      {
        name: 'teamKey',
        label: 'Team key',
        hint: 'The letters before the number of its tickets.',
        placeholder: 'ENG',
        isRequired: true,
        isShown: isOnLinear,
      },
      {
        name: 'linearProjectId',
        label: 'Linear project',
        hint: 'Id of a project, to cover only its tickets.',
        isShown: isOnLinear,
      },
      { name: 'label', label: 'Label', hint: 'Covers only tickets that also bear this label.', isShown: isOnLinear },
      {
        name: 'jql',
        label: 'Query',
        hint: 'JQL without ORDER BY. Jira is asked whether it takes it.',
        placeholder: 'project = PROJ',
        isRequired: true,
        isShown: isOnJira,
      },
      {
        name: 'repoFieldValue',
        label: 'AI-Implement Repo',
        hint: 'The value of this field that its tickets bear.',
        placeholder: 'acme/backend',
        isRequired: true,
        isShown: isOnJira,
      },
      {
        name: 'statusFieldOverride',
        label: 'Status field',
        hint: 'Only where two fields are named AI-Implement Status.',
        placeholder: 'customfield_10050',
        isShown: isOnJira,
      },
      {
        name: 'repoFieldOverride',
        label: 'Repo field',
        hint: 'Only where two fields are named AI-Implement Repo.',
        placeholder: 'customfield_10051',
        isShown: isOnJira,
      },
    ],
  },
  {
    title: 'Repository',
    hint: 'Where the work is done. The GitHub App must be installed there.',
    fields: [
      { name: 'owner', label: 'Owner', placeholder: 'acme', isRequired: true },
      { name: 'repo', label: 'Repository', placeholder: 'backend', isRequired: true },
      { name: 'defaultBranch', label: 'Default branch', hint: 'Pull requests go onto it.', placeholder: 'main' },
      { name: 'branchPrefix', label: 'Branch prefix', hint: 'Path before our branches, such as bots.' },
      { name: 'implementWorkflowFile', label: 'Implementation workflow', placeholder: 'claude-implement.yml' },
      { name: 'planWorkflowFile', label: 'Planning workflow', placeholder: 'claude-plan.yml' },
    ],
  },
  {
    title: 'Runs',
    hint: 'Left empty, the default shown in grey applies.',
    fields: [
      {
        name: 'maxInProgress',
        label: 'In progress at once',
        hint: 'On Linear it counts for the whole team: a change here changes all its mappings.',
        placeholder: '3',
        range: [1, 100],
      },
      { name: 'maxJobMinutes', label: 'Minutes per job', placeholder: '90', range: [5, 360] },
      { name: 'maxTurns', label: 'Turns of the model', placeholder: '50', range: [1, 1000] },
      { name: 'maxIterations', label: 'Implement and review cycles', placeholder: '3', range: [1, 20] },
      {
        name: 'budgetUsdPerRun',
        label: 'Dollars per run',
        hint: 'What the model may cost in one run.',
        placeholder: '10',
        range: [0.01, 1000],
        step: 'any',
      },
      {
        name: 'runnerImage',
        label: 'Container image',
        hint: 'The job runs in it, such as ghcr.io/acme/runner:1.',
      },
    ],
  },
  {
    title: 'Planning',
    hint: 'A plan is made before anything is written, and stands on the ticket as comments.',
    fields: [
      {
        name: 'planningEnabled',
        label: 'Plan first',
        isFlag: true,
        choices: [
          { value: 'true', label: 'Every ticket is planned first' },
          { value: 'false', label: 'No planning' },
        ],
      },
      {
        name: 'autoApprovePlans',
        label: 'Approval',
        hint: 'A person approves on the ticket, as its comment says, or on the page of blocked tickets.',
        isFlag: true,
        choices: [
          { value: 'true', label: 'Plans are implemented at once' },
          { value: 'false', label: 'A person approves each plan' },
        ],
        isShown: ({ planningEnabled }) => planningEnabled !== 'false',
      },
    ],
  },
  {
    title: 'Model',
    hint: 'Who serves Claude to the runs.',
    fields: [
      {
        name: 'provider',
        label: 'Provider',
        choices: [
          { value: 'anthropic', label: 'Anthropic' },
          { value: 'bedrock', label: 'Amazon Bedrock' },
        ],
      },
      {
        name: 'awsRegion',
        label: 'AWS region',
        placeholder: 'us-east-1',
        isRequired: true,
        isShown: ({ provider }) => provider === 'bedrock',
      },
      {
        name: 'bedrockModelId',
        label: 'Model on Bedrock',
        hint: 'Named in prompt files that a sync writes: the id or ARN of a model or inference profile.',
        isShown: ({ provider }) => provider === 'bedrock',
      },
    ],
  },
];

/** Shown where there is a choice. */
const EXECUTOR: FieldSpec = {
  name: 'executor',
  label: 'Executes on',
  choices: [
    { value: 'github-actions', label: 'GitHub Actions' },
    { value: 'local', label: 'This machine' },
  ],
};

/** Shown where there is a choice. */
const TRACKER: FieldSpec = {
  name: 'tracker',
  label: 'Tracker',
  choices: [
    { value: 'linear', label: 'Linear' },
    { value: 'jira', label: 'Jira' },
  ],
};

/** The groups of a form in a deployment with these executors and trackers. */
export function fieldGroups(executors: readonly string[], trackers: readonly string[]): readonly FieldGroup[] {
  const asked: Record<string, FieldSpec[]> = { Tickets: among(TRACKER, trackers), Runs: among(EXECUTOR, executors) };
  return FIELD_GROUPS.map((group) => ({ ...group, fields: [...(asked[group.title] ?? []), ...group.fields] }));
}

/** The field with what can be chosen of it; none where there is no choice. */
function among(field: FieldSpec, available: readonly string[]): FieldSpec[] {
  const choices = (field.choices ?? []).filter(({ value }) => available.includes(value));
  return choices.length < 2 ? [] : [{ ...field, choices }];
}

const FIELDS = [...FIELD_GROUPS.flatMap((group) => group.fields), EXECUTOR, TRACKER];

/** What the form shows at first: an existing mapping, or the defaults. */
export function valuesOf(mapping: MappingView | undefined, trackers: readonly string[]): FormValues {
  if (mapping === undefined) {
    const flags = { planningEnabled: 'true', autoApprovePlans: 'true' };
    return { tracker: trackers[0] ?? 'linear', provider: 'anthropic', executor: 'github-actions', ...flags };
  }
  return Object.fromEntries(
    FIELDS.flatMap(({ name }) => (mapping[name] === undefined ? [] : [[name, String(mapping[name])]])),
  );
}

/** What is sent: filled fields that are asked for, numbers and flags as such. The API checks them and completes the rest. */
export function inputOf(values: FormValues): Record<string, string | number | boolean> {
  const filled = FIELDS.filter(
    ({ name, isShown }) => (values[name] ?? '').trim() !== '' && (isShown?.(values) ?? true),
  );
  return Object.fromEntries(
    filled.map(({ name, range, isFlag }) => {
      const text = (values[name] ?? '').trim();
      if (isFlag === true) return [name, text === 'true'];
      return [name, range === undefined ? text : Number(text)];
    }),
  );
}
