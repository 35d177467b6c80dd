import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIVED_IN_LINEAR_SEED, SEEDED_LIMITS, SEEDED_TICKETS } from '../../simulators/seed/seed.ts';
import { SEEDED_FLY_MAPPING, SEEDED_FLY_TICKETS } from '../../simulators/seed/seed-fly.ts';
import { SEEDED_JIRA_MAPPING, SEEDED_JIRA_TICKETS } from '../../simulators/seed/seed-jira.ts';
import { endpointWatch } from '../stack/endpoint-watch.ts';
import { synthesize } from '../stack/synthesize.ts';
import { temporaryHome } from '../world/home/home.ts';
import { LaptopSettings } from '../world/home/settings.ts';
import { startLaptopRun } from '../world/laptop-run.ts';
import { untilSettled } from '../world/until-settled.ts';
import { type SettledReport, settledReport } from './settled-report.ts';

/** The deployed period of the poll: in virtual time there is no reason for a shorter one. */
const POLL_INTERVAL_MS = 60_000;

const TICKETS = [...SEEDED_TICKETS, ...SEEDED_FLY_TICKETS, ...SEEDED_JIRA_TICKETS];
const LIMITS = {
  ...SEEDED_LIMITS,
  'linear#DATA': SEEDED_FLY_MAPPING.maxInProgress,
  jira: SEEDED_JIRA_MAPPING.maxInProgress,
};

/** Plays the seeded workspace to its end on state of its own; answers the exit code. */
export async function settleSeed({ isJson }: { isJson: boolean }): Promise<number> {
  const startedAt = performance.now();
  const home = temporaryHome();
  const outDir = mkdtempSync(join(tmpdir(), 'ai-implement-synth-'));
  try {
    await synthesize(outDir);
    const watch = endpointWatch();
    const services = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;
    const settings = { ...LaptopSettings.parse({}), POLL_INTERVAL_MS };
    const run = await startLaptopRun(
      { outDir, port: 0, isKept: false, onEffect: watch.onEffect },
      { home, settings, services, linearSeed: LIVED_IN_LINEAR_SEED },
    );
    try {
      const { linear, github } = run.vendors;
      if (linear === undefined || github === undefined) throw new Error('the seeded workspace needs both simulators');
      const unsettled = await untilSettled(run, TICKETS);
      const wallMs = Math.round(performance.now() - startedAt);
      const report = await settledReport({ run, tickets: TICKETS, linear, github, watch, limits: LIMITS, wallMs });
      return conclude(report, unsettled, isJson);
    } finally {
      await run.stop();
    }
  } finally {
    home.clear();
    rmSync(outDir, { recursive: true, force: true });
  }
}

function conclude(report: SettledReport, unsettled: string[], isJson: boolean): number {
  const problems = [
    ...unsettled.map((key) => `${key} did not end as ${TICKETS.find((t) => t.key === key)?.end}`),
    ...Object.entries(report.buckets)
      .filter(([, { limit, maxSlotsInUse }]) => maxSlotsInUse > limit)
      .map(([id, { limit, maxSlotsInUse }]) => `bucket ${id} used ${maxSlotsInUse} of ${limit} slots`),
    ...(report.machines.made === report.machines.destroyed
      ? []
      : [`of ${report.machines.made} machines ${report.machines.destroyed} are gone`]),
    ...(report.accessDenied > 0 ? [`${report.accessDenied} requests were denied by IAM`] : []),
  ];
  for (const problem of problems) console.error(problem);
  console.log(isJson ? JSON.stringify(report) : summaryOf(report));
  return problems.length === 0 ? 0 : 1;
}

function summaryOf(report: SettledReport): string {
  const lines = report.tickets.map(
    ({ key, status, runs }) =>
      `${key.padEnd(8)}${(status ?? 'untouched').padEnd(24)}${runs.map((r) => r.status).join(', ')}`,
  );
  const claude = report.claude === 'real' ? 'the real Claude Code' : 'a scripted stand-in for Claude Code';
  return [
    ...lines,
    `${report.workflowRuns} workflow runs and ${report.machines.made} machines with ${claude}, ${report.wallMs} ms`,
  ].join('\n');
}
