import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import type { EndpointWatch } from '../endpoint-watch.ts';
import type { LaptopRun } from '../laptop-run.ts';
import { SEEDED_TICKETS } from '../seed.ts';
import type { GitHubSimulator } from '../simulators/github/github-simulator.ts';
import type { LinearSimulator } from '../simulators/linear/simulator.ts';

export interface SettledReport {
  tickets: Array<{
    key: string;
    /** From our own record; null without one. Everything else is counted by the simulators and the AWS endpoint. */
    status: string | null;
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
  buckets: Record<string, { limit: number; maxSlotsInUse: number }>;
  accessDenied: number;
  linearRequestsPerPoll: number;
  wallMs: number;
}

export interface Settled {
  run: LaptopRun;
  linear: LinearSimulator;
  github: GitHubSimulator;
  watch: EndpointWatch;
  limits: Record<string, number>;
  wallMs: number;
}

/** What became of the seeded workspace. */
export async function settledReport({ run, linear, github, watch, limits, wallMs }: Settled): Promise<SettledReport> {
  const counts = github.counts();
  const maxInUse = watch.maxSlotsInUse();
  const buckets = Object.entries(limits).map(([id, limit]) => [id, { limit, maxSlotsInUse: maxInUse[id] ?? 0 }]);
  return {
    tickets: await Promise.all(SEEDED_TICKETS.map(({ key }) => ticketReport(run, linear, key))),
    pullRequests: pullRequests(github),
    claude: run.claude.kind,
    timeline: linear.changes(),
    dispatches: github.dispatches(),
    workflowRuns: counts.workflowRuns,
    passedGate: counts.passedGate,
    buckets: Object.fromEntries(buckets),
    accessDenied: run.laptop.counters.accessDenied(),
    linearRequestsPerPoll: requestsPerPoll(linear, watch),
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

async function ticketReport({ laptop }: LaptopRun, linear: LinearSimulator, key: string) {
  const ref = { tracker: 'linear', ticketId: linear.idOf(key) } as const;
  const tableName = Object.values(laptop.tableNames)[0] ?? '';
  const clock = { now: () => new Date().toISOString() };
  const record = await ticketStore(laptop.dynamodb, tableName).read(ref);
  const runs = await runStore(laptop.dynamodb, tableName, clock).ofTicket(ref);
  return {
    key,
    status: record?.status ?? null,
    labels: linear.labelsOf(key),
    runs: runs
      .sort((a, b) => a.reservedAt.localeCompare(b.reservedAt))
      .map(({ runId, phase, status, attempt, prUrl, usage }) => ({
        ...{ runId, phase, status, attempt },
        prUrl: prUrl ?? null,
        costUsd: usage?.costUsd ?? null,
      })),
  };
}

/** Listing requests that Linear saw, for each poll. */
function requestsPerPoll(linear: LinearSimulator, watch: EndpointWatch): number {
  const { MarkedTickets = 0, MoreOfTickets = 0 } = linear.counts().byOperation;
  return watch.polls() === 0 ? 0 : (MarkedTickets + MoreOfTickets) / watch.polls();
}
