import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bundleLaptopRunner } from '../../infra/bundle-runner.ts';
import { machineEnvironment } from '../../runner/env.ts';
import { MACHINE_FILES, type MachineOrder } from '../../shared/contract/machine.ts';
import { OIDC_HEADER } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aHub, type Hub } from './fixtures/a-hub.ts';
import { anOrchestrator, type FakeOrchestrator } from './fixtures/an-orchestrator.ts';

// The first program of a machine, with Fly's socket played by a server. Walls between stages need root; the same probe without them is
// what shows that it would find something.

const isRoot = hasRoot();

/** Without root the walls are left out, with a line that says so, but never in CI. */
function hasRoot(): boolean {
  if (process.getuid?.() === 0) return true;
  const advice = 'the walls between the stages of a machine are tried by root alone';
  if (readEnv(z.object({ CI: z.string().optional() })).CI === 'true') throw new Error(advice);
  process.stdout.write(`left out: ${advice}\n`);
  return false;
}

let bundle: string;
let root: string;
let hub: Hub;
let api: FakeOrchestrator;
let fly: Server;
let canary: string;
beforeAll(async () => {
  bundle = mkdtempSync(join(tmpdir(), 'machine-bundle-'));
  chmodSync(bundle, 0o755);
  await bundleLaptopRunner(bundle);
  copyFileSync(join(import.meta.dirname, 'fixtures/probe.mjs'), join(bundle, 'probe.mjs'));
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
beforeEach(async () => {
  [hub, api] = await Promise.all([aHub(), anOrchestrator(aRunContext())]);
  hub.git.tokens.add(api.token);
  root = mkdtempSync(join(tmpdir(), 'machine-'));
  chmodSync(root, 0o755);
  canary = String(1000 + randomInt(1_000_000_000));
  mkdirSync(join(root, '.fly'), { mode: 0o700 });
  fly = createServer((_request, response) => void response.end('machine-jwt'));
  await new Promise<void>((resolve) => fly.listen(join(root, '.fly/api'), resolve));
  chmodSync(join(root, '.fly/api'), 0o600);
  const probe = `${process.execPath} ${join(bundle, 'probe.mjs')} ${root} ${canary}`;
  const workflow = '---\nsetup: setup.sh\n---\nImplement it.\n';
  hub.git.push('main', { 'README.md': 'Backend\n', 'WORKFLOW.md': workflow, 'setup.sh': `${probe}\n` });
});
afterEach(async () => {
  for (const pid of leftovers()) process.kill(pid, 'SIGKILL');
  fly.closeAllConnections();
  await Promise.all([hub.close(), api.close(), new Promise((resolve) => fly.close(resolve))]);
  rmSync(root, { recursive: true, force: true });
});

/** What the probe left running. */
function leftovers(): number[] {
  const isLeft = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${canary}\0`;
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isLeft(name))
    .map(Number);
}

function giveOrder(): void {
  const order: MachineOrder = {
    ...{ runId: '01RUN', phase: 'implementation', callbackUrl: api.url },
    ...{ resultToken: 'result-token', progressToken: 'progress-token' },
    ...{ githubApiUrl: hub.url, githubServerUrl: hub.url },
  };
  mkdirSync(join(root, 'ai-implement'), { mode: 0o755 });
  writeFileSync(join(root, MACHINE_FILES.order), JSON.stringify(order), { mode: 0o400 });
  writeFileSync(join(root, MACHINE_FILES.credentials), 'ANTHROPIC_API_KEY=model-key\n', { mode: 0o400 });
}

async function play(...options: string[]): Promise<{ code: number | null; output: string }> {
  const machine = { FLY_MACHINE_ID: '148e4d0ea12d08', FLY_MACHINE_VERSION: '01KE6XVERSION' };
  const child = spawn(process.execPath, [join(bundle, 'runner.mjs'), 'machine', '--root', root, ...options], {
    env: { ...machineEnvironment(), ...machine, ...GIVEN, AI_IMPLEMENT_CLAUDE: '/bin/false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await ended;
  // What outlives the stages without walls could hold the output open.
  return { code, output: options.includes('--one-user') ? '' : (await output).join('') };
}

/** What a mapping gave the machine; what git goes by is none of its matters, however it came there. */
const GIVEN = { AI_IMPLEMENT_VARIABLES: 'GREETING GIT_DIR', GREETING: 'hello', GIT_DIR: '/nowhere' };
const SEEN = ['hello', null, 'true'];

const probed = () => JSON.parse(readFileSync(join(root, 'ai-implement/work/agent/repository/probe.json'), 'utf8'));
const callsOf = (path: string) => api.calls.filter((call) => call.path === path);

test('the gate is passed once, all stages go by its session, and Fly vouches for each token', async () => {
  giveOrder();

  expect((await play('--one-user')).code).toBe(1);

  expect(callsOf('/runner/start').map(({ body }) => body)).toEqual([
    { workflowRunId: '148e4d0ea12d08-01KE6XVERSION', runAttempt: 1, runnerSha256: expect.any(String) },
  ]);
  const tokens = callsOf('/runner/github-token');
  expect(tokens.map(({ headers }) => headers[OIDC_HEADER])).toEqual(tokens.map(() => 'machine-jwt'));
  expect(tokens.filter(({ body }) => (body as { access?: string }).access === 'read')).toHaveLength(1);
  expect(api.reports()).toMatchObject([{ outcome: 'failure' }]);
});

test('a closed gate ends the machine without work, and what came with it is gone', async () => {
  giveOrder();
  api.context = undefined;

  expect((await play('--one-user')).code).toBe(0);

  expect(hub.requests).toEqual([]);
  expect(Object.values(MACHINE_FILES).filter((file) => existsSync(join(root, file)))).toEqual([]);
});

test('a machine without an order says so', async () => {
  expect((await play()).code).toBe(2);
});

describe('code of the repository', () => {
  test('reaches what the other stages have where there are no walls', async () => {
    giveOrder();
    await play('--one-user');

    expect(probed()).toMatchObject({ seesMachine: true, entersPublish: true, identity: 'machine-jwt', given: SEEN });
    expect(leftovers()).toHaveLength(1);
  });

  test.runIf(isRoot)('reaches none of it behind them, and nothing of it outlives its stage', async () => {
    giveOrder();
    const { code, output } = await play();

    expect({ code, output }).toMatchObject({ code: 1 });
    expect(probed()).toEqual({
      uid: 64_202,
      ...{ seesMachine: false, hasResultToken: false, files: [], entersPublish: false, identity: null },
      given: SEEN,
    });
    expect(leftovers()).toEqual([]);
    expect(api.reports()).toMatchObject([{ outcome: 'failure' }]);
    expect(callsOf('/runner/start')).toHaveLength(1);
  });
});
