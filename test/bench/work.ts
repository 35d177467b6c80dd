import { readFileSync } from 'node:fs';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { moveToNext, quietMoment } from '../../local/world/until-settled.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import type { Candidate } from '../../shared/contract/events.ts';
import type { GitHubSimulator } from '../../simulators/github/github-simulator.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { MAPPINGS_WITHOUT_PLANNING, SEEDED_TICKETS } from '../../simulators/seed/seed.ts';
import { seedMappings } from '../../simulators/seed/seed-mappings.ts';
import { withMeasuredRun } from './measured-run.ts';

/** What one poll of a large workspace asks for. */
export interface PollFigures {
  tickets: number;
  linearRequests: number;
  /** The highest that Linear counted for one request. */
  complexityPerPage: number;
  githubRequests: number;
}

/** What dispatch-run does for one candidate: writes to DynamoDB, and for an admitted one requests to GitHub. */
export interface AdmissionFigures {
  writesAdmitted: number;
  writesRefusedFull: number;
  writesRefusedRecent: number;
  /** Those for tokens aside. */
  githubRequests: number;
}

interface Stage extends LaptopRun {
  linear: LinearSimulator;
  github: GitHubSimulator;
  mappingId: string;
  logFile: string;
}

const TEAM = 'ENG';
/** The workspace has no other. */
const OF_TEAM = MAPPINGS_WITHOUT_PLANNING.filter(({ teamKey }) => teamKey === TEAM);
const MARKED = 120;
/** Runs hold their slots through what is measured, which goes on in real time. */
const SLOW_RUNS = { startDelayMs: 60_000, stepMs: 60_000 };

/** Runs the whole stack on a workspace of its own, and counts at the simulators and at the AWS endpoint. */
export function measureWork(outDir: string): Promise<{ poll: PollFigures; admission: AdmissionFigures }> {
  const issues = Array.from({ length: MARKED }, (_, index) => ({ title: `Ticket ${index + 1}` }));
  const team = { key: TEAM, name: 'Engineering', issues };
  const workspace = stateFromSeed({ labels: [TRIGGER_LABEL], teams: [team] }, Date.now());
  // What is counted is what polls find.
  const options = { outDir, linear: workspace, pollIntervalMs: 60_000, runTimes: SLOW_RUNS, hasTrackerWebhooks: false };
  return withMeasuredRun(options, async (run, { logFile }) => {
    const { linear, github } = run.vendors;
    if (linear === undefined || github === undefined) throw new Error('both vendors must be simulated');
    await seedMappings(run.laptop.url, run.secrets.accessCode, OF_TEAM);
    const stage = { ...run, linear, github, mappingId: await mappingOf(run), logFile };
    await quietMoment(stage);
    const admission = await measureAdmission(stage);
    return { admission, poll: await measurePoll(stage) };
  });
}

async function mappingOf({ laptop }: LaptopRun): Promise<string> {
  const [tableName = ''] = Object.values(laptop.tableNames);
  const mappings = await mappingStore(laptop.dynamodb, tableName).all();
  const found = mappings.find(
    (mapping) => mapping.tracker === 'linear' && mapping.teamKey === TEAM && mapping.linearProjectId === undefined,
  );
  if (found === undefined) throw new Error(`no mapping of ${TEAM}`);
  return found.mappingId;
}

async function measureAdmission(stage: Stage): Promise<AdmissionFigures> {
  const { linear, github } = stage;
  const failing = SEEDED_TICKETS.find(({ key, behaviour }) => key.startsWith(TEAM) && behaviour === 'fails')?.key ?? '';
  linear.mark(failing);
  const admitted = await counted(stage, () => poll(stage));
  ensure(github.dispatches().length === 1, 'one ticket is admitted');

  // It fails, and a person marks it again: until the next poll lifts the 24-hour rule, the record refuses it.
  await untilTrue(stage, () => !linear.labelsOf(failing).includes(TRIGGER_LABEL));
  linear.mark(failing);
  const recent = await counted(stage, () => offer(stage, failing));
  ensureOutcome(stage, 'refused: dispatched recently');

  const [surplus = '', ...filling] = linear
    .keys()
    .filter((key) => key !== failing)
    .slice(0, 4);
  for (const key of filling) linear.mark(key);
  await counted(stage, () => poll(stage));
  ensure(github.dispatches().length === 1 + filling.length, 'the bucket is full');
  linear.mark(surplus);
  const full = await counted(stage, () => offer(stage, surplus));
  ensureOutcome(stage, 'refused: at capacity');
  return {
    writesAdmitted: admitted.writes,
    writesRefusedFull: full.writes,
    writesRefusedRecent: recent.writes,
    githubRequests: admitted.githubRequests,
  };
}

/** While the bucket is full, so that nothing but the poll asks the vendors. */
async function measurePoll(stage: Stage): Promise<PollFigures> {
  const { linear } = stage;
  for (const key of linear.keys()) linear.mark(key);
  const tickets = linear.keys().filter((key) => linear.labelsOf(key).includes(TRIGGER_LABEL)).length;
  linear.resetCounts();
  const { githubRequests } = await counted(stage, () => poll(stage));
  const { sinceReset, complexityByOperation } = linear.counts();
  const complexityPerPage = Math.max(...Object.values(complexityByOperation));
  return { tickets, linearRequests: sinceReset, complexityPerPage, githubRequests };
}

/** Acts, lets what follows come to rest, and answers what dispatch-run wrote and what GitHub was asked meanwhile. */
async function counted(stage: Stage, act: () => Promise<unknown>) {
  const count = () => ({
    writes: stage.laptop.counters.writes({ principal: 'dispatch-run' }),
    githubRequests: Object.values(stage.github.counts().requests).reduce((sum, one) => sum + one, 0),
  });
  const before = count();
  await act();
  await quietMoment(stage);
  const after = count();
  return { writes: after.writes - before.writes, githubRequests: after.githubRequests - before.githubRequests };
}

const poll = ({ laptop }: Stage) => laptop.invoke('poll-tickets', {});

/** Sends a candidate, as a poll does that has read an older state of things. */
async function offer({ laptop, linear, clock, mappingId }: Stage, key: string): Promise<void> {
  const candidate: Candidate = {
    tracker: 'linear',
    ticketId: linear.idOf(key),
    runId: ulid(),
    phase: 'implementation',
    mappingId,
    attempt: 1,
    offeredAt: new Date(clock.now()).toISOString(),
  };
  const message = { QueueUrl: laptop.queueUrl('candidates'), MessageBody: JSON.stringify(candidate) };
  await laptop.sqs.send(new SendMessageCommand(message));
}

async function untilTrue(stage: Stage, isTrue: () => boolean): Promise<void> {
  for (await quietMoment(stage); !isTrue(); await quietMoment(stage)) moveToNext(stage);
}

/** What was counted must be what the figure says. */
function ensure(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`the bench did not see that ${what}`);
}

function ensureOutcome({ logFile }: Stage, outcome: string): void {
  ensure(readFileSync(logFile, 'utf8').includes(`"outcome":"${outcome}"`), `a candidate was ${outcome}`);
}
