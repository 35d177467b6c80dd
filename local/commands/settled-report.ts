import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import type { GitHubSimulator } from '../../simulators/github/github-simulator.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { changesOf, sightOf } from '../../simulators/people/ticket-sight.ts';
import type { SeededTicket } from '../../simulators/seed/seed.ts';
import type { EndpointWatch } from '../stack/endpoint-watch.ts';
import type { LaptopRun } from '../world/laptop-run.ts';

export interface SettledReport {
  tickets: Array<{
    key: string;
    tracker: 'linear' | 'jira';
    /** From our own record; null without one. Everything else is counted by the simulators and the AWS endpoint. */
    status: string | null;
    /** Labels of Linear; on Jira the value of `AI-Implement Status`. */
    labels: string[];
    runs: Array<{
      runId: string;
      phase: string;
      status: string;
      attempt: number;
      prUrl: string | null;
      costUsd: number | null;
    }>;
  }>;
  /** What stands open in the simulated GitHub. */
  pullRequests: Array<{ url: string; title: string; isDraft: boolean; comments: string[] }>;
  /** Who worked in the runs: the real Claude Code, or the stand-in. */
  claude: 'real' | 'stand-in';
  timeline: Array<{ at: string; key: string; event: string }>;
  dispatches: Array<{ at: string; repo: string; workflow: string; inputs: Record<string, string> }>;
  workflowRuns: number;
  passedGate: number;
  /** Counted at the simulated Fly. */
  machines: { made: number; destroyed: number };
  buckets: Record<string, { limit: number; maxSlotsInUse: number }>;
  accessDenied: number;
  linearRequestsPerPoll: number;
  jiraRequestsPerPoll: number;
  wallMs: number;
}

export interface Settled {
  run: LaptopRun;
  tickets: readonly SeededTicket[];
  linear: LinearSimulator;
  github: GitHubSimulator;
  watch: EndpointWatch;
  /** Of each bucket by its id, or of every bucket of a tracker by the tracker's name. */
  limits: Record<string, number>;
  wallMs: number;
}

/** What became of the seeded workspace. */
export async function settledReport(settled: Settled): Promise<SettledReport> {
  const { run, tickets, linear, github, watch, wallMs } = settled;
  const counts = github.counts();
  return {
    tickets: await Promise.all(tickets.map(({ key }) => ticketReport(run, key))),
    pullRequests: pullRequests(github),
    claude: run.claude.kind,
    timeline: changesOf(run.vendors),
    dispatches: github.dispatches(),
    workflowRuns: counts.workflowRuns,
    passedGate: counts.passedGate,
    machines: run.vendors.fly?.counts() ?? { made: 0, destroyed: 0 },
    buckets: bucketsOf(settled),
    accessDenied: run.laptop.counters.accessDenied(),
    linearRequestsPerPoll: perPoll(watch, listingsOf(linear)),
    jiraRequestsPerPoll: perPoll(
      watch,
      run.vendors.jira?.counts().byOperation['searchAndReconsileIssuesUsingJqlPost'] ?? 0,
    ),
    wallMs,
  };
}

function pullRequests({ repositories, people, url }: GitHubSimulator): SettledReport['pullRequests'] {
  return repositories.flatMap(({ owner, name }) =>
    people.pulls(`${owner}/${name}`).map(({ number, title, isDraft }) => ({
      url: `${url}/${owner}/${name}/pull/${number}`,
      title,
      isDraft,
      comments: people.commentsOf({ repository: `${owner}/${name}`, number }).map(({ body }) => body),
    })),
  );
}

async function ticketReport({ laptop, vendors }: LaptopRun, key: string) {
  const { shown, ...ref } = sightOf(vendors, key);
  const tableName = Object.values(laptop.tableNames)[0] ?? '';
  const clock = { now: () => new Date().toISOString() };
  const record = await ticketStore(laptop.dynamodb, tableName).read(ref);
  const runs = await runStore(laptop.dynamodb, tableName, clock).ofTicket(ref);
  return {
    key,
    tracker: ref.tracker,
    status: record?.status ?? null,
    labels: shown,
    runs: runs
      .sort((a, b) => a.reservedAt.localeCompare(b.reservedAt))
      .map(({ runId, phase, status, attempt, prUrl, usage }) => ({
        ...{ runId, phase, status, attempt },
        prUrl: prUrl ?? null,
        costUsd: usage?.costUsd ?? null,
      })),
  };
}

/** A bucket may have the id of a mapping, which no seed knows: then the limit of its tracker counts. */
function bucketsOf({ watch, limits }: Settled): SettledReport['buckets'] {
  const inUse = watch.maxSlotsInUse();
  const seeded = Object.keys(limits).filter((id) => id.includes('#'));
  const ids = new Set([...seeded, ...Object.keys(inUse)]);
  const limitOf = (id: string) => limits[id] ?? limits[id.split('#')[0] ?? ''];
  const known = [...ids].flatMap((id) => {
    const limit = limitOf(id);
    return limit === undefined ? [] : [[id, { limit, maxSlotsInUse: inUse[id] ?? 0 }] as const];
  });
  return Object.fromEntries(known);
}

function listingsOf(linear: LinearSimulator): number {
  const { MarkedTickets = 0, MoreOfTickets = 0 } = linear.counts().byOperation;
  return MarkedTickets + MoreOfTickets;
}

const perPoll = (watch: EndpointWatch, requests: number) => (watch.polls() === 0 ? 0 : requests / watch.polls());
