import type { ScriptedAgentName } from '../../../simulators/anthropic/agents/scripted-agents.ts';
import type { RunBehaviour } from '../../../simulators/github/run-script.ts';
import { type IssueSeed, type LinearSeed, projectId, TRIGGER_LABEL } from '../../../simulators/linear/seed.ts';

/** How a seeded ticket must end: `untouched` ones are blocked, unmarked or closed. */
type SeededEnd = 'pr_ready' | 'awaiting_approval' | 'planning_failed' | 'implementation_failed' | 'untouched';

export interface SeededTicket {
  key: string;
  /** How a scripted run of its implementation goes. */
  behaviour: RunBehaviour;
  /** How a scripted run of its planning goes, where it is planned. */
  planning: RunBehaviour;
  /** Phases that go wrong in what is GitHub's own part, so they are scripted even where all others execute the workflow. */
  scripted: readonly ('planning' | 'implementation')[];
  /** Who plays the model in executed runs. */
  agent: ScriptedAgentName;
  end: SeededEnd;
}

interface TicketSeed extends Omit<IssueSeed, 'labels'> {
  isMarked?: boolean;
  behaviour?: RunBehaviour;
  agent?: ScriptedAgentName;
  planning?: RunBehaviour;
  end: SeededEnd;
}

const MOBILE = 'Mobile app';

const ENGINEERING: TicketSeed[] = [
  {
    title: 'Add user export as CSV',
    priority: 2,
    isMarked: true,
    end: 'pr_ready',
    description: 'Admins need all users of their workspace as a CSV file: name, e-mail, role, last sign-in.',
  },
  {
    title: 'Limit sign-in attempts',
    priority: 1,
    isMarked: true,
    end: 'pr_ready',
    behaviour: 'starts-early',
    description: 'Ten attempts an hour for each address, then 429 with Retry-After.',
  },
  { title: 'Move avatars to the object store', priority: 3, isMarked: true, end: 'untouched', blockedBy: ['ENG-4'] },
  {
    title: 'Put a storage adapter between us and the disk',
    priority: 3,
    isMarked: true,
    end: 'untouched',
    blockedBy: ['ENG-5'],
  },
  { title: 'Choose an object store', priority: 2, end: 'untouched' },
  {
    title: 'Replace the date library',
    priority: 4,
    isMarked: true,
    end: 'implementation_failed',
    behaviour: 'fails',
    agent: 'does-nothing',
    description: 'The type check must stay clean.',
  },
  { title: 'Send a digest e-mail every Monday', priority: 3, isMarked: true, end: 'pr_ready', behaviour: 'dies-once' },
  { title: 'Show the audit log to owners', isMarked: true, end: 'pr_ready', behaviour: 'reports-twice' },
  {
    title: 'Keep the draft when the app is closed',
    priority: 2,
    isMarked: true,
    end: 'awaiting_approval',
    project: MOBILE,
  },
  {
    title: 'Dark mode for the settings screen',
    isMarked: true,
    end: 'planning_failed',
    planning: 'fails-setup',
    project: MOBILE,
  },
  { title: 'Rethink the onboarding', end: 'untouched' },
  { title: 'Paginate the invoice list', isMarked: true, end: 'pr_ready', agent: 'two-rounds' },
];

const OPERATIONS: TicketSeed[] = [
  { title: 'Rotate the database password by schedule', priority: 1, isMarked: true, end: 'pr_ready' },
  { title: 'Alert on a full disk', priority: 2, isMarked: true, end: 'implementation_failed', behaviour: 'dies' },
  { title: 'Tag all buckets with their owner', priority: 3, isMarked: true, end: 'pr_ready', blockedBy: ['OPS-4'] },
  { title: 'Agree on tag names', end: 'untouched', state: 'Done' },
  { title: 'Write the runbook for failover', end: 'untouched' },
  { title: 'Compress old log files', isMarked: true, end: 'pr_ready', agent: 'never-approved' },
  { title: 'Retire the old bastion host', priority: 2, isMarked: true, end: 'untouched', state: 'Canceled' },
];

/** The workspace of a first start: two teams, more marked tickets than slots, a blocked chain, runs that go wrong. */
export const LINEAR_SEED: LinearSeed = {
  labels: [TRIGGER_LABEL],
  projects: [{ name: MOBILE }],
  teams: [
    { key: 'ENG', name: 'Engineering', issues: ENGINEERING.map(issueOf) },
    { key: 'OPS', name: 'Operations', issues: OPERATIONS.map(issueOf) },
  ],
};

const GROUPED = 'In discussion';

/**
 * The same with labels as people make them without us: one of ours in other capitals, and one in a group of which a ticket
 * of the team bears another label.
 */
export const LIVED_IN_LINEAR_SEED: LinearSeed = {
  ...LINEAR_SEED,
  labels: [TRIGGER_LABEL, 'Ready for review'],
  teams: LINEAR_SEED.teams.map((team) => (team.key === 'OPS' ? withGroup(team) : team)),
};

function withGroup(team: LinearSeed['teams'][number]): LinearSeed['teams'][number] {
  const issues = team.issues.map((issue, index) =>
    index === 0 ? { ...issue, labels: [...(issue.labels ?? []), GROUPED] } : issue,
  );
  return { ...team, labelGroups: [{ name: 'Stage', labels: [GROUPED, 'AI-Working'] }], issues };
}

export const SEEDED_TICKETS: readonly SeededTicket[] = [
  ...ticketsOf('ENG', ENGINEERING),
  ...ticketsOf('OPS', OPERATIONS),
];

/**
 * What is created through the admin API at a first start: plans of one mapping wait for a person, one has none. The narrower
 * mapping of a team comes first: a poll in between would offer its tickets to the wider one.
 */
export const SEEDED_MAPPINGS = [
  {
    name: 'Mobile app',
    teamKey: 'ENG',
    linearProjectId: projectId(MOBILE),
    owner: 'acme',
    repo: 'mobile',
    maxInProgress: 3,
    autoApprovePlans: false,
  },
  { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend', maxInProgress: 3 },
  {
    name: 'Infrastructure',
    teamKey: 'OPS',
    owner: 'acme',
    repo: 'infrastructure',
    maxInProgress: 2,
    planningEnabled: false,
    provider: 'bedrock',
    awsRegion: 'us-east-1',
    bedrockModelId: 'us.anthropic.claude-sonnet-4-6',
  },
] as const;

/** The model that the prompts of a seeded repository name; absent: the default of the templates. */
export function seededModel(repository: string): string | undefined {
  const mapping = SEEDED_MAPPINGS.find(({ owner, repo }) => `${owner}/${repo}` === repository);
  return mapping !== undefined && 'bedrockModelId' in mapping ? mapping.bedrockModelId : undefined;
}

/** The same with planning off, for what is about the implementation alone. */
export const MAPPINGS_WITHOUT_PLANNING = SEEDED_MAPPINGS.map((mapping) => ({ ...mapping, planningEnabled: false }));

/** Slots of each bucket, as the mappings above set them. */
export const SEEDED_LIMITS: Readonly<Record<string, number>> = Object.fromEntries(
  SEEDED_MAPPINGS.map(({ teamKey, maxInProgress }) => [`linear#${teamKey}`, maxInProgress]),
);

/** How a scripted run of a seeded ticket goes, by its key and phase. */
export function seededBehaviour(key: string | undefined, phase: string | undefined): RunBehaviour {
  const ticket = SEEDED_TICKETS.find((seeded) => seeded.key === key);
  return (phase === 'planning' ? ticket?.planning : ticket?.behaviour) ?? 'succeeds';
}

function issueOf({ isMarked, behaviour: _, planning: __, agent: ___, end: ____, ...issue }: TicketSeed): IssueSeed {
  return { ...issue, labels: isMarked ? [TRIGGER_LABEL] : [] };
}

function ticketsOf(teamKey: string, seeds: TicketSeed[]): SeededTicket[] {
  return seeds.map(({ behaviour = 'succeeds', planning = 'succeeds', agent, end }, index) => ({
    key: `${teamKey}-${index + 1}`,
    behaviour,
    planning,
    scripted: [
      ...(planning === 'succeeds' ? [] : (['planning'] as const)),
      ...(behaviour === 'succeeds' || agent !== undefined ? [] : (['implementation'] as const)),
    ],
    agent: agent ?? 'good',
    end,
  }));
}
