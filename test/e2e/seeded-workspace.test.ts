import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { endedStart } from './ended-start.ts';

// The main job, as a script asks for it.

const folder = mkdtempSync(join(tmpdir(), 'ai-implement-seeded-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = z.iso.datetime();
/** What scripts may rely on, exactly. */
const Report = z.strictObject({
  tickets: z.array(
    z.strictObject({
      key: z.string(),
      tracker: z.enum(['linear', 'jira']),
      status: z.string().nullable(),
      labels: z.array(z.string()),
      runs: z.array(
        z.strictObject({
          runId: z.string(),
          phase: z.string(),
          status: z.string(),
          attempt: z.int(),
          prUrl: z.string().nullable(),
          costUsd: z.number().nullable(),
        }),
      ),
    }),
  ),
  pullRequests: z.array(
    z.strictObject({ url: z.url(), title: z.string(), isDraft: z.boolean(), comments: z.array(z.string()) }),
  ),
  claude: z.enum(['real', 'stand-in']),
  timeline: z.array(z.strictObject({ at, key: z.string(), event: z.string() })),
  dispatches: z.array(
    z.strictObject({ at, repo: z.string(), workflow: z.string(), inputs: z.record(z.string(), z.string()) }),
  ),
  workflowRuns: z.int(),
  passedGate: z.int(),
  machines: z.strictObject({ made: z.int(), destroyed: z.int() }),
  buckets: z.record(z.string(), z.strictObject({ limit: z.int(), maxSlotsInUse: z.int() })),
  accessDenied: z.literal(0),
  linearRequestsPerPoll: z.number(),
  jiraRequestsPerPoll: z.number(),
  wallMs: z.int().positive(),
});

/** Over twenty runs are executed; a machine with other work to do takes its time. */
const PATIENCE_MS = 900_000;

test(
  '--until-settled --json plays the seeded workspace to its end, and the last line tells all of it',
  async () => {
    const ended = await endedStart(['--until-settled', '--json'], { cwd: resolve('.'), home: folder });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const report = Report.parse(JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? ''));
    const statuses = report.tickets.map(({ status }) => status);
    expect(statuses.filter((status) => status === 'pr_ready')).toHaveLength(10);
    expect(statuses.filter((status) => status === 'awaiting_approval')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'planning_failed')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'implementation_failed')).toHaveLength(2);
    const ticketOf = (key: string) => report.tickets.find((ticket) => ticket.key === key);
    const phasesOf = (key: string) => ticketOf(key)?.runs.map(({ phase }) => phase);
    expect(phasesOf('ENG-1')).toEqual(['planning', 'implementation']);
    expect(phasesOf('OPS-1')).toEqual(['implementation']);
    expect(phasesOf('PROJ-1')).toEqual(['planning', 'implementation']);
    expect(ticketOf('PROJ-1')).toMatchObject({ tracker: 'jira', status: 'pr_ready', labels: ['PR Ready'] });
    expect(phasesOf('DATA-1')).toEqual(['planning', 'implementation']);
    expect(report.machines).toEqual({ made: 2, destroyed: 2 });
    for (const { limit, maxSlotsInUse } of Object.values(report.buckets)) {
      expect(maxSlotsInUse).toBeGreaterThan(0);
      expect(maxSlotsInUse).toBeLessThanOrEqual(limit);
    }
    expect(report.passedGate).toBe(report.workflowRuns);
    // Ten tickets, of which the scripted runs of three opened pull requests that have no code.
    expect(report.pullRequests.filter(({ isDraft }) => isDraft).map(({ title }) => title)).toEqual([
      'OPS-6: Compress old log files',
    ]);
    for (const { title, comments } of report.pullRequests) {
      expect(title).toMatch(/^(ENG|OPS|DATA|PROJ)-\d+: /);
      expect(comments.join('\n')).toContain('## 🔍 AI Implementation Gap Analysis');
    }
    for (const { inputs } of report.dispatches) {
      expect(inputs).toMatchObject({ result_token: '<token>', progress_token: '<token>' });
    }
  },
  PATIENCE_MS,
);
