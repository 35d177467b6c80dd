import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env as machine } from 'node:process';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { VERSION } from '../../shared/contract/version.ts';

// `npm start`, as a person in a terminal or a script meets it.

const folder = mkdtempSync(join(tmpdir(), 'ai-implement-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { PATH: SEARCH_PATH = '' } = machine;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end; in an empty folder, so that no `.env` and no kept state of this checkout is met, unless told. */
async function start(
  args: readonly string[],
  given: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Ended> {
  const { cwd = folder, env = {} } = given;
  const child = spawn(process.execPath, [resolve('local/commands/launch.mjs'), 'local/commands/start.ts', ...args], {
    cwd,
    env: { PATH: SEARCH_PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

test('--help says what can be asked for, and --version which version this is', async () => {
  const [help, version] = await Promise.all([start(['--help']), start(['--version'])]);
  expect(help.code).toBe(0);
  for (const option of ['--port', '--fresh', '--until-settled', '--json', '--version', '--help']) {
    expect(help.stdout).toContain(option);
  }
  expect(version).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
});

test('a port that is taken gets a sentence that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const ended = await start(['--port', String(port)]);
  other.close();
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(new RegExp(`^Port ${port} is taken by another program\\. .*--port`));
});

test('without git there is a sentence that says how to get it', async () => {
  const ended = await start([], { env: { PATH: folder } });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toBe('git is missing here. Install it, for example with: apt-get install git\n');
});

test('a second instance in one folder gets a sentence that says where the first is', async () => {
  const cwd = join(folder, 'occupied');
  mkdirSync(join(cwd, '.local'), { recursive: true });
  const instance = {
    pid: process.pid,
    url: 'http://127.0.0.1:4600',
    controlUrl: 'http://127.0.0.1:1',
    controlKey: 'k',
  };
  writeFileSync(join(cwd, '.local', 'instance.json'), JSON.stringify(instance));
  const ended = await start([], { cwd });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toBe(
    `Already running here: http://127.0.0.1:4600/admin (process ${process.pid}). Stop it there with Ctrl-C.\n`,
  );
});

test.each([
  [
    'a GitHub App without its key',
    { GITHUB_APP_ID: '1' },
    /^GitHub is half configured: GITHUB_PRIVATE_KEY and PUBLIC_URL are missing\./,
  ],
  [
    'a GitHub App that nobody can call back',
    { GITHUB_APP_ID: '1', GITHUB_PRIVATE_KEY: 'k' },
    /^GitHub is half configured: PUBLIC_URL is missing\./,
  ],
  ['a real Linear with a simulated GitHub', { LINEAR_API_KEY: 'k' }, /^LINEAR_API_KEY is set and GitHub is not: /],
  ['an address that is not https', { PUBLIC_URL: 'http://a.test' }, /PUBLIC_URL/],
  ['a poll interval below a second', { POLL_INTERVAL_MS: '10' }, /POLL_INTERVAL_MS/],
])('%s is refused with a sentence', async (_, env, sentence) => {
  const ended = await start([], { env });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
});

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
  buckets: z.record(z.string(), z.strictObject({ limit: z.int(), maxSlotsInUse: z.int() })),
  accessDenied: z.literal(0),
  linearRequestsPerPoll: z.number(),
  jiraRequestsPerPoll: z.number(),
  wallMs: z.int().positive(),
});

/** Over twenty runs are executed; a machine with other work to do takes its time. */
const PATIENCE_MS = 400_000;

test(
  '--until-settled --json plays the seeded workspace to its end, and the last line tells all of it',
  async () => {
    const ended = await start(['--until-settled', '--json'], { cwd: resolve('.') });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const report = Report.parse(JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? ''));
    const statuses = report.tickets.map(({ status }) => status);
    expect(statuses.filter((status) => status === 'pr_ready')).toHaveLength(9);
    expect(statuses.filter((status) => status === 'awaiting_approval')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'planning_failed')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'implementation_failed')).toHaveLength(2);
    const ticketOf = (key: string) => report.tickets.find((ticket) => ticket.key === key);
    const phasesOf = (key: string) => ticketOf(key)?.runs.map(({ phase }) => phase);
    expect(phasesOf('ENG-1')).toEqual(['planning', 'implementation']);
    expect(phasesOf('OPS-1')).toEqual(['implementation']);
    expect(phasesOf('PROJ-1')).toEqual(['planning', 'implementation']);
    expect(ticketOf('PROJ-1')).toMatchObject({ tracker: 'jira', status: 'pr_ready', labels: ['PR Ready'] });
    for (const { limit, maxSlotsInUse } of Object.values(report.buckets)) {
      expect(maxSlotsInUse).toBeGreaterThan(0);
      expect(maxSlotsInUse).toBeLessThanOrEqual(limit);
    }
    expect(report.passedGate).toBe(report.workflowRuns);
    // Nine tickets, of which the scripted runs of three opened pull requests that have no code.
    expect(report.pullRequests.filter(({ isDraft }) => isDraft).map(({ title }) => title)).toEqual([
      'OPS-6: Compress old log files',
    ]);
    for (const { title, comments } of report.pullRequests) {
      expect(title).toMatch(/^(ENG|OPS|PROJ)-\d+: /);
      expect(comments.join('\n')).toContain('## 🔍 AI Implementation Gap Analysis');
    }
    for (const { inputs } of report.dispatches) {
      expect(inputs).toMatchObject({ result_token: '<token>', progress_token: '<token>' });
    }
  },
  PATIENCE_MS,
);
