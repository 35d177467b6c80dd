import type { MappingView, ScopeField, SettingField } from '../shared/contract/mapping-record.ts';
import type { FieldSpec, FormValues, SpecOf } from './field-spec.ts';
import { machineFields } from './machine-fields.ts';
import type { GroupTitle } from './mapping-groups.ts';
import { REVIEW_FIELDS } from './review-fields.ts';

type TrackerName = MappingView['tracker'];
type ExecutorName = MappingView['executor'];

const isOnFly = ({ executor }: FormValues) => executor === 'fly-machines';
const isOnBedrock = ({ provider }: FormValues) => provider === 'bedrock';

/** Each setting of a mapping in the form, in the order of its group. */
export const SETTING_FIELDS: {
  readonly [Field in Exclude<SettingField, 'executor'>]: SpecOf<MappingView[Field]> & { group: GroupTitle };
} = {
  name: {
    group: 'Tickets',
    label: 'Name',
    hint: 'How this page and the log call it.',
    placeholder: 'Backend',
    isRequired: true,
  },
  owner: { group: 'Repository', label: 'Owner', placeholder: 'acme', isRequired: true },
  repo: { group: 'Repository', label: 'Repository', placeholder: 'backend', isRequired: true },
  defaultBranch: {
    group: 'Repository',
    label: 'Default branch',
    hint: 'Pull requests go onto it.',
    placeholder: 'main',
  },
  branchPrefix: { group: 'Repository', label: 'Branch prefix', hint: 'Path before our branches, such as bots.' },
  implementWorkflowFile: {
    group: 'Repository',
    label: 'Implementation workflow',
    placeholder: 'claude-implement.yml',
  },
  planWorkflowFile: { group: 'Repository', label: 'Planning workflow', placeholder: 'claude-plan.yml' },
  maxInProgress: {
    group: 'Runs',
    label: 'In progress at once',
    hint: 'On Linear it counts for the whole team: a change here changes all its mappings.',
    placeholder: '3',
    range: [1, 100],
  },
  maxJobMinutes: { group: 'Runs', label: 'Minutes per job', placeholder: '90', range: [5, 360] },
  maxTurns: { group: 'Runs', label: 'Turns of the model', placeholder: '50', range: [1, 1000] },
  maxIterations: { group: 'Runs', label: 'Implement and review cycles', placeholder: '3', range: [1, 20] },
  budgetUsdPerRun: {
    group: 'Runs',
    label: 'Dollars per run',
    hint: 'What the model may cost in one run.',
    placeholder: '10',
    range: [0.01, 1000],
    step: 'any',
  },
  budgetUsdPerTicket: {
    group: 'Runs',
    label: 'Dollars per ticket',
    hint: 'What all runs of one ticket may cost together, follow-ups included.',
    placeholder: '30',
    range: [0.01, 10_000],
    step: 'any',
  },
  budgetUsdPerDay: {
    group: 'Runs',
    label: 'Dollars per day',
    hint: 'What the runs that begin on one day (UTC) may cost together.',
    placeholder: '100',
    range: [0.01, 100_000],
    step: 'any',
  },
  budgetStopsSubscription: {
    group: 'Runs',
    label: 'Where a subscription pays for the model',
    hint: 'Its dollars are notional: they are counted in any case.',
    isFlag: true,
    choices: [
      { value: 'false', label: 'Budgets only warn' },
      { value: 'true', label: 'Budgets stop runs' },
    ],
  },
  runnerImage: { group: 'Runs', label: 'Container image', hint: 'The job runs in it, such as ghcr.io/acme/runner:1.' },
  ...machineFields(isOnFly),
  guardedPaths: {
    group: 'Runs',
    label: 'Changes of guarded files',
    hint: 'Workflows, hooks, settings of editors and agents, and the like.',
    choices: [
      { value: 'leave_out', label: 'They are left out, and named' },
      { value: 'refuse', label: 'The run is refused' },
    ],
  },
  allowedGuardedPaths: {
    group: 'Runs',
    label: 'Guarded files that runs may change',
    hint: 'Paths parted by commas. Whoever marks a ticket can have them changed: what they steer follows.',
    placeholder: '.husky, .vscode/settings.json',
  },
  cancelWhenUnmarked: {
    group: 'Runs',
    label: 'When the trigger is taken off, or the ticket closed',
    hint: 'What waits or is due next is given up in either case.',
    isFlag: true,
    choices: [
      { value: 'true', label: 'The run in flight is cancelled' },
      { value: 'false', label: 'The run in flight goes on to its end' },
    ],
  },
  notifiesChats: {
    group: 'Runs',
    label: 'Slack, Teams and SNS',
    hint: 'Where the deployment has the address of a chat.',
    isFlag: true,
    choices: [
      { value: 'true', label: 'Are told of its runs, and of what needs people' },
      { value: 'false', label: 'Are told nothing' },
    ],
  },
  completeWhenMerged: {
    group: 'Runs',
    label: 'When the pull request is merged',
    hint: 'On Jira the status of the workflow is always left to the team.',
    isFlag: true,
    choices: [
      { value: 'true', label: "The ticket moves to its team's first completed state" },
      { value: 'false', label: 'The ticket stays where it is' },
    ],
    isShown: ({ tracker }) => tracker !== 'jira',
  },
  ...REVIEW_FIELDS,
  planningEnabled: {
    group: 'Planning',
    label: 'Plan first',
    isFlag: true,
    choices: [
      { value: 'true', label: 'Every ticket is planned first' },
      { value: 'false', label: 'No planning' },
    ],
  },
  autoApprovePlans: {
    group: 'Planning',
    label: 'Approval',
    hint: 'A person approves on the ticket, as its comment says, or on the page of blocked tickets.',
    isFlag: true,
    choices: [
      { value: 'true', label: 'Plans are implemented at once' },
      { value: 'false', label: 'A person approves each plan' },
    ],
    isShown: ({ planningEnabled }) => planningEnabled !== 'false',
  },
  provider: {
    group: 'Model',
    label: 'Provider',
    choices: [
      { value: 'anthropic', label: 'Anthropic' },
      { value: 'bedrock', label: 'Amazon Bedrock' },
    ],
  },
  awsRegion: {
    group: 'Model',
    label: 'AWS region',
    hint: 'Where runs call Bedrock, such as us-east-1; there is no default.',
    isRequired: true,
    isShown: isOnBedrock,
  },
  bedrockModelId: {
    group: 'Model',
    label: 'Model on Bedrock',
    hint: 'Named in prompt files that a sync writes: the id or ARN of a model or inference profile.',
    isShown: isOnBedrock,
    isSent: isOnBedrock,
  },
};

/** A field of a scope, and how the card of a mapping tells its value, if it does. */
type ScopeSpec = FieldSpec & { chip?: (value: string) => string };

/** Each tracker in the form: its name, and what is asked where it is chosen. */
export const TRACKER_FORMS: {
  readonly [Name in TrackerName]: { label: string; fields: { readonly [Field in ScopeField<Name>]: ScopeSpec } };
} = {
  linear: {
    label: 'Linear',
    fields: {
      teamKey: {
        label: 'Team key',
        hint: 'The letters before the number of its tickets.',
        placeholder: 'ENG',
        isRequired: true,
        chip: (key) => key,
      },
      linearProjectId: {
        label: 'Linear project',
        hint: 'Id of a project, to cover only its tickets.',
        chip: (id) => `project ${id}`,
      },
      label: {
        label: 'Label',
        hint: 'Covers only tickets that also bear this label.',
        chip: (name) => `label ${name}`,
      },
    },
  },
  jira: {
    label: 'Jira',
    fields: {
      jql: {
        label: 'Query',
        hint: 'JQL without ORDER BY. Jira is asked whether it takes it.',
        placeholder: 'project = PROJ',
        isRequired: true,
        chip: (query) => `Jira: ${query}`,
      },
      repoFieldValue: {
        label: 'AI-Implement Repo',
        hint: 'The value of this field that its tickets bear.',
        placeholder: 'acme/backend',
        isRequired: true,
        chip: (value) => value,
      },
      statusFieldOverride: {
        label: 'Status field',
        hint: 'Only where two fields are named AI-Implement Status.',
        placeholder: 'customfield_10050',
      },
      repoFieldOverride: {
        label: 'Repo field',
        hint: 'Only where two fields are named AI-Implement Repo.',
        placeholder: 'customfield_10051',
      },
    },
  },
};

/** Each executor in the form, and what the card of a mapping says of it, if anything. */
export const EXECUTOR_WORDS: { readonly [Name in ExecutorName]: { label: string; fact?: string } } = {
  'github-actions': { label: 'GitHub Actions' },
  'fly-machines': { label: 'Fly Machines', fact: 'on Fly Machines' },
  local: { label: 'This machine', fact: 'on this machine' },
};
