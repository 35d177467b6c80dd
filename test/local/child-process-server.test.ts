import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startChildProcessServer } from '../../local/world/child-processes/child-process-server.ts';
import { runnerLauncher } from '../../local/world/child-processes/runner-launcher.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

const OFFSET_MS = 3_600_000;

/** A server whose runner is this program. */
async function aServer(program: string) {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  const runnerFile = join(folder, 'runner.mjs');
  writeFileSync(runnerFile, program);
  const server = await startChildProcessServer({
    launch: runnerLauncher({
      runnerFile,
      githubApiUrl: 'http://127.0.0.1:1',
      githubServerUrl: 'http://127.0.0.1:2',
      claude: '/opt/claude',
      credentials: 'ANTHROPIC_API_KEY=sk-secret\n',
      clock: { offsetMs: () => OFFSET_MS },
      folder,
    }),
  });
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const order = async () => {
    const body = JSON.stringify({ name: 'ENG-1 implementation 1', request: aRunRequest() });
    const answer = await fetch(`${server.url}/executions`, { method: 'POST', body });
    return (await answer.json()) as { executionId: string; url: string };
  };
  const stateOf = (id: string) => server.executions().find(({ executionId }) => executionId === id)?.state;
  const untilEnded = (id: string) => vi.waitFor(() => expect(stateOf(id)).toBe('ended'), { timeout: 10_000 });
  const log = async (url: string) => (await fetch(url)).text();
  return { server, order, stateOf, untilEnded, log };
}

const TELL = `
import { text } from 'node:stream/consumers';
const [request, ...credentials] = (await text(process.stdin)).trim().split('\\n');
console.log(JSON.stringify({ argv: process.argv.slice(2), env: process.env, runId: JSON.parse(request).run_id, credentials, aheadMs: Date.now() - performance.timeOrigin }));
`;

test('the runner gets the request and the credentials by stdin, its place by the environment, and nothing else', async () => {
  const { order, untilEnded, log } = await aServer(TELL);

  const { executionId, url } = await order();
  await untilEnded(executionId);

  const told = JSON.parse(await log(url));
  expect(told).toMatchObject({
    argv: ['local'],
    runId: aRunRequest().run_id,
    credentials: ['ANTHROPIC_API_KEY=sk-secret'],
    env: { GITHUB_RUN_ID: executionId, GITHUB_RUN_ATTEMPT: '1', AI_IMPLEMENT_CLAUDE: '/opt/claude' },
  });
  expect(Object.keys(told.env).sort()).toEqual([
    ...['AI_IMPLEMENT_CLAUDE', 'GITHUB_API_URL', 'GITHUB_RUN_ATTEMPT', 'GITHUB_RUN_ID', 'GITHUB_SERVER_URL'],
    ...['HOME', 'LAPTOP_CLOCK_OFFSET_MS', 'NODE_OPTIONS', 'PATH'],
  ]);
  expect(told.aheadMs).toBeGreaterThanOrEqual(OFFSET_MS - 1000);
});

test('a cancelled run is asked to end, and may end in order', async () => {
  const { server, order, untilEnded, log } = await aServer(`
    process.on('SIGTERM', () => { console.log('reported'); process.exit(1); });
    console.log('ready');
    setInterval(() => {}, 1000);
  `);
  const { executionId, url } = await order();
  await vi.waitFor(async () => expect(await log(url)).toContain('ready'), { timeout: 10_000 });
  expect(server.isBusy()).toBe(true);

  await fetch(`${server.url}/executions/${executionId}/cancel`, { method: 'POST' });
  await untilEnded(executionId);

  expect(await log(url)).toContain('reported');
  expect(server.isBusy()).toBe(false);
});

test('an order that is malformed is refused with a reason', async () => {
  const { server } = await aServer('');

  const answer = await fetch(`${server.url}/executions`, { method: 'POST', body: '{}' });

  expect(answer.status).toBe(422);
  expect(await answer.json()).toEqual({ reason: expect.stringContaining('malformed') });
});

test('a runner that cannot be started at all has ended', async () => {
  const { order, untilEnded } = await aServer('process.exit(3)');

  await untilEnded((await order()).executionId);
});
