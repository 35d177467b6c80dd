import type { RunBehaviour } from '../github/run-script.ts';
import { type IssueSeed, type LinearSeed, projectId, TRIGGER_LABEL } from '../linear/seed.ts';
import { DATA, ENGINEERING, MOBILE, OPERATIONS, type SeededEnd, type TicketSeed } from './seed-tickets.ts';

export interface SeededTicket {
  key: string;
  title: string;
  /** How a scripted run of its implementation goes. */
  behaviour: RunBehaviour;
  /** How a scripted run of its planning goes, where it is planned. */
  planning: RunBehaviour;
  /** Phases that go wrong in what is GitHub's own part, so they are scripted even where all others execute the workflow. */
  scripted: readonly ('planning' | 'implementation')[];
  end: SeededEnd;
}

/** What goes wrong without a word of the runner; whatever else a script can play, the workflow file does by itself. */
const CUT_OFF: readonly RunBehaviour[] = ['dies', 'dies-once', 'fails-setup'];

/** The workspace of a first start: three teams, more marked tickets than slots, a blocked chain, runs that go wrong. */
export const LINEAR_SEED: LinearSeed = {
  labels: [TRIGGER_LABEL],
  projects: [{ name: MOBILE }],
  teams: [
    { key: 'ENG', name: 'Engineering', issues: ENGINEERING.map(issueOf) },
    { key: 'OPS', name: 'Operations', issues: OPERATIONS.map(issueOf) },
    { key: 'DATA', name: 'Data', issues: DATA.map(issueOf) },
  ],
};

const GROUPED = 'In discussion';

/** A team of no mapping, for whoever follows the guide to make one. */
const WEB: LinearSeed['teams'][number] = {
  key: 'WEB',
  name: 'Website',
  issues: [
    {
      title: 'Say in the README how to run the tests',
      description: 'A section "Tests" in README.md, with the command and what it needs.',
      labels: [],
    },
  ],
};

/**
 * The same with a team of no mapping, and with labels as people make them without us: one of ours in other capitals, and one in a
 * group of which a ticket of the team bears another label.
 */
export const LIVED_IN_LINEAR_SEED: LinearSeed = {
  ...LINEAR_SEED,
  labels: [TRIGGER_LABEL, 'Ready for review'],
  teams: [...LINEAR_SEED.teams.map((team) => (team.key === 'OPS' ? withGroup(team) : team)), WEB],
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

/** Numbers of seeded repositories that something outside names: whose jobs may call Bedrock is synthesized before they exist. */
export const SEEDED_NUMBERS: Readonly<Record<string, { id: number }>> = { infrastructure: { id: 1_000_003 } };

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

function issueOf({ isMarked, behaviour: _, planning: __, end: ___, ...issue }: TicketSeed): IssueSeed {
  return { ...issue, labels: isMarked ? [TRIGGER_LABEL] : [] };
}

/** Tickets of a team, in the order of its keys. */
export function ticketsOf(teamKey: string, seeds: TicketSeed[]): SeededTicket[] {
  return seeds.map(({ title, behaviour = 'succeeds', planning = 'succeeds', end }, index) => ({
    key: `${teamKey}-${index + 1}`,
    title,
    behaviour,
    planning,
    scripted: [
      ...(CUT_OFF.includes(planning) ? (['planning'] as const) : []),
      ...(CUT_OFF.includes(behaviour) ? (['implementation'] as const) : []),
    ],
    end,
  }));
}
