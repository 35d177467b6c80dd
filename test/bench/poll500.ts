import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { quietMoment } from '../../local/world/until-settled.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { stateFromSeed as jiraStateFrom } from '../../simulators/jira/seed.ts';
import { stateFromSeed as linearStateFrom, TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import { aMapping, type MappingFields } from '../builders/a-mapping.ts';
import { withMeasuredRun } from './measured-run.ts';
import { peakMb } from './peak-memory.ts';
import type { PollFigures } from './work.ts';

/** What one poll of two large trackers asks for, and what it takes. */
export interface LargePollFigures extends PollFigures {
  jiraRequests: number;
  /** The most that a process of poll-tickets ever had in memory, in MB of 1,000,000 bytes. */
  rssMb: number;
}

const MAPPINGS = 10;
const TICKETS_EACH = 25;
const COUNT = MAPPINGS * TICKETS_EACH;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const teamOf = (n: number) => `T${n}`;
const repoOf = (n: number) => `acme/app-${n}`;

/** 500 marked tickets over 20 mappings, half of them on Linear and half on Jira; all paused, so that only the poll asks. */
export function measureLargePoll(outDir: string): Promise<LargePollFigures> {
  const trackers = { linear: linearWorkspace(), jira: jiraSite() };
  return withMeasuredRun({ outDir, ...trackers, pollIntervalMs: 3_600_000 }, async (run) => {
    await saveMappings(run);
    // The first poll notes every ticket, each later one finds it noted.
    await poll(run);
    return measured(run);
  });
}

function linearWorkspace() {
  const teams = numbers(MAPPINGS).map((n) => ({
    ...{ key: teamOf(n), name: `Team ${n}` },
    issues: numbers(TICKETS_EACH).map((each) => ({ title: `Ticket ${each}`, labels: [TRIGGER_LABEL] })),
  }));
  return linearStateFrom({ labels: [TRIGGER_LABEL], teams }, Date.now());
}

function jiraSite() {
  const projects = numbers(MAPPINGS).map((n) => ({
    ...{ key: `P${n}`, name: `Project ${n}` },
    issues: numbers(TICKETS_EACH).map((each) => ({ title: `Ticket ${each}`, marker: 'Ready', repo: repoOf(n) })),
  }));
  return jiraStateFrom({ projects, repos: numbers(MAPPINGS).map(repoOf) }, Date.now());
}

async function saveMappings({ laptop }: LaptopRun): Promise<void> {
  const [tableName = ''] = Object.values(laptop.tableNames);
  const store = mappingStore(laptop.dynamodb, tableName);
  const save = (n: number, scope: MappingFields) =>
    store.save(
      aMapping({
        ...scope,
        mappingId: `${scope.tracker}-${n}`,
        name: `${scope.tracker} ${n}`,
        paused: true,
        version: 0,
      }),
    );
  for (const n of numbers(MAPPINGS)) {
    await save(n, { tracker: 'linear', teamKey: teamOf(n) });
    await save(n, { tracker: 'jira', jql: `project = P${n}`, repoFieldValue: repoOf(n) });
  }
}

/** Once the lease of a poll that the schedule started is over. */
async function poll(run: LaptopRun): Promise<void> {
  run.clock.advance(2 * MINUTE_MS);
  await quietMoment(run);
  await run.laptop.invoke('poll-tickets', {});
}

async function measured(run: LaptopRun): Promise<LargePollFigures> {
  const { laptop } = run;
  const { linear, jira, github } = run.vendors;
  if (linear === undefined || jira === undefined || github === undefined)
    throw new Error('all vendors must be simulated');
  linear.resetCounts();
  jira.resetCounts();
  const githubBefore = sumOf(github.counts().requests);
  await poll(run);
  const [tableName = ''] = Object.values(laptop.tableNames);
  const tickets = (await ticketStore(laptop.dynamodb, tableName).withStatus('ready')).length;
  if (tickets !== 2 * COUNT) throw new Error(`the bench saw ${tickets} tickets instead of ${2 * COUNT}`);
  const { sinceReset, complexityByOperation } = linear.counts();
  return {
    tickets,
    linearRequests: sinceReset,
    jiraRequests: jira.counts().sinceReset,
    complexityPerPage: Math.max(...Object.values(complexityByOperation)),
    githubRequests: sumOf(github.counts().requests) - githubBefore,
    rssMb: Math.round(Math.max(...laptop.processIds('poll-tickets').map(peakMb))),
  };
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);
