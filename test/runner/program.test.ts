import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundleLaptopRunner, bundleRunner } from '../../infra/bundle-runner.ts';
import { machineEnvironment, parseCredentials } from '../../runner/env.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { aHub, type Hub } from './fixtures/a-hub.ts';
import { anOrchestrator, type FakeOrchestrator } from './fixtures/an-orchestrator.ts';
import { anOutcome } from './fixtures/an-outcome.ts';

let bundle: string;
let laptopBundle: string;
let hub: Hub;
let api: FakeOrchestrator;
let baseSha: string;
let handover: string;
beforeAll(async () => {
  bundle = mkdtempSync(join(tmpdir(), 'runner-bundle-'));
  await bundleRunner(bundle);
  laptopBundle = join(bundle, 'laptop');
  await bundleLaptopRunner(laptopBundle);
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
beforeEach(async () => {
  [hub, api] = await Promise.all([aHub(), anOrchestrator(aRunContext())]);
  hub.git.tokens.add(api.token);
  baseSha = hub.git.push('main', { 'README.md': 'Backend\n' });
  handover = join(hub.git.folder, 'handover');
  mkdirSync(handover);
});
afterEach(() => Promise.all([hub.close(), api.close()]));

function start(stage: string, env: Record<string, string> = {}, stdin = ''): ChildProcess {
  const program = join(stage === 'local' ? laptopBundle : bundle, 'runner.mjs');
  const child = spawn(process.execPath, [program, stage], {
    env: { ...machineEnvironment(), ...env },
    stdio: 'pipe',
  });
  child.stdin.end(stdin);
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''));
  return { output: `${await stdout}${await stderr}`, code: await code };
}

const run = (stage: string, env?: Record<string, string>, stdin?: string) => ended(start(stage, env, stdin));

const gateEnv = () => ({
  AI_IMPLEMENT_CALLBACK_URL: `${api.url}/`,
  AI_IMPLEMENT_RESULT_TOKEN: 'result-token',
  AI_IMPLEMENT_PROGRESS_TOKEN: 'progress-token',
  AI_IMPLEMENT_FOLDER: handover,
  GITHUB_RUN_ID: '42',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_API_URL: hub.url,
  GITHUB_SERVER_URL: hub.url,
});
const outputs = () => join(hub.git.folder, 'outputs');
const admitting = () => ({ ...gateEnv(), GITHUB_OUTPUT: outputs() });
const publishing = () => ({ ...gateEnv(), AI_IMPLEMENT_AGENT_RESULT: 'success' });

function handOver(): void {
  writeFileSync(join(handover, 'outcome.json'), JSON.stringify(anOutcome({ baseSha })));
  const patch = hub.git.patchOf(baseSha, (folder) => writeFileSync(join(folder, 'a.txt'), 'a\n'));
  writeFileSync(join(handover, 'changes.patch'), patch);
}

test('the bundle says in its first lines which one it is', () => {
  const [, version, hash, ...program] = readFileSync(join(bundle, 'runner.mjs'), 'utf8').split('\n');

  expect(version).toBe(`// version ${VERSION}`);
  expect(hash).toBe(`// sha256 ${createHash('sha256').update(program.join('\n')).digest('hex')}`);
});

test('it tells the gate which one it is, and its log what the gate makes of it', async () => {
  const file = readFileSync(join(bundle, 'runner.mjs'));
  api.runner = { kind: 'released', version: '0.0.9' };

  const { code, output } = await run('admit', admitting());

  expect(api.calls[0]).toMatchObject({
    path: '/runner/start',
    body: { runnerSha256: createHash('sha256').update(file).digest('hex') },
  });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('version 0.0.9') });
  api.runner = { kind: 'of a later version' };
  expect((await run('admit', admitting())).code).toBe(0);
});

test('it tells its version and how it is called', async () => {
  expect(await run('--version')).toEqual({ code: 0, output: `${VERSION}\n` });
  expect((await run('--help')).output).toContain('runner.mjs admit');
  expect((await run('deploy')).code).toBe(2);
});

test('a wrong environment is told all at once, and nothing is done', async () => {
  const { code, output } = await run('publish', { GITHUB_RUN_ID: '' });

  expect(code).toBe(2);
  for (const name of ['AI_IMPLEMENT_CALLBACK_URL', 'AI_IMPLEMENT_FOLDER', 'GITHUB_RUN_ID'])
    expect(output).toContain(name);
});

test('admit passes the gate, and says where the agent begins', async () => {
  const { code } = await run('admit', admitting());

  expect(code).toBe(0);
  expect(readFileSync(outputs(), 'utf8')).toBe(`is_admitted=true\nbase_ref=main\nbase_sha=${baseSha}\nimage=\n`);
  expect(existsSync(join(handover, 'assignment.json'))).toBe(true);
  expect(api.steps().map(({ status }) => status)).toEqual(['running', 'succeeded']);
  expect(api.reports()).toEqual([]);
});

test.each(['admit', 'publish'])('a closed gate ends %s at once, as a success without work', async (stage) => {
  api.context = undefined;
  handOver();

  const { code } = await run(stage, stage === 'admit' ? admitting() : publishing());

  expect(code).toBe(0);
  expect(api.calls.map(({ path }) => path)).toEqual(['/runner/start']);
  expect(hub.requests).toEqual([]);
  expect(stage === 'publish' || readFileSync(outputs(), 'utf8') === 'is_admitted=false\n').toBe(true);
});

test.each(['admit', 'publish'])(
  'a gate that refuses fails %s, which admits nobody and says why in its log',
  async (stage) => {
    api.context = undefined;
    api.refusal = { code: 'missing_permission', detail: 'the GitHub App lacks actions: read' };
    handOver();

    const { code, output } = await run(stage, stage === 'admit' ? admitting() : publishing());

    expect(code).toBe(3);
    expect(output).toContain('start, missing_permission: the GitHub App lacks actions: read');
    expect(hub.requests).toEqual([]);
    expect(stage === 'publish' || readFileSync(outputs(), 'utf8') === 'is_admitted=false\n').toBe(true);
  },
);

test('admit that fails reports it, and admits nobody', async () => {
  const env = {
    ...admitting(),
    AI_IMPLEMENT_RUNNER_IMAGE: 'evil/image',
    AI_IMPLEMENT_ALLOWED_RUNNER_IMAGE_PREFIXES: 'ghcr.io/acme/',
  };

  const { code } = await run('admit', env);

  expect(code).toBe(1);
  expect(readFileSync(outputs(), 'utf8')).toBe('is_admitted=false\n');
  expect(api.reports()).toMatchObject([{ outcome: 'failure', failureKind: 'substance' }]);
});

test.each(['admit', 'publish'])('%s reports even where nothing can be written', async (stage) => {
  handOver();
  const nowhere = { TMPDIR: '/dev/null', AI_IMPLEMENT_FOLDER: stage === 'admit' ? '/dev/null/x' : handover };

  const { code } = await run(stage, { ...admitting(), ...publishing(), ...nowhere });

  expect(code).toBe(1);
  expect(api.reports()).toMatchObject([{ outcome: 'failure', failureKind: 'infrastructure' }]);
});

test('publish brings the work to GitHub and reports', async () => {
  handOver();

  const { code, output } = await run('publish', publishing(), 'ANTHROPIC_API_KEY=sk-ant-canary-canary\n');

  expect({ code, reports: api.reports() }).toMatchObject({ code: 0, reports: [{ outcome: 'success' }] });
  expect(hub.pulls).toHaveLength(1);
  expect(output + JSON.stringify(api.calls.map(({ body }) => body))).not.toContain('canary');
});

test('a signal ends publish within seconds, and it is reported', async () => {
  handOver();
  hub.git.push('main', { '.ai-implement/config.yml': 'reviewCheckNames: [slow]\n' });
  const child = start('publish', publishing());
  await expect.poll(() => hub.requests.some((call) => call.endsWith('/check-runs')), { timeout: 20_000 }).toBe(true);
  child.kill('SIGTERM');

  const { code } = await ended(child);

  expect(code).toBe(1);
  const prUrl = hub.pulls[0]?.html_url;
  expect(api.reports()).toMatchObject([{ outcome: 'failure', failureKind: 'substance', prUrl }]);
});

test('a result that nobody takes ends with a code of its own', async () => {
  handOver();
  api.answerNext('/runner/result', 400);

  expect((await run('publish', publishing())).code).toBe(3);
});

test('local leads a run through all stages, and one whose agent dies is reported once', async () => {
  const request = { ...aRunRequest(), callback_url: api.url };
  const env = {
    GITHUB_RUN_ID: 'local-1',
    GITHUB_API_URL: hub.url,
    GITHUB_SERVER_URL: hub.url,
    AI_IMPLEMENT_CLAUDE: '/bin/false',
  };

  const { code } = await run('local', env, `${JSON.stringify(request)}\n`);

  expect(code).toBe(1);
  expect(api.reports()).toHaveLength(1);
  expect(api.reports()).toMatchObject([{ outcome: 'failure' }]);
});

test('local ends at a closed gate without a clone', async () => {
  api.context = undefined;
  const env = { GITHUB_RUN_ID: 'local-1', GITHUB_API_URL: hub.url, GITHUB_SERVER_URL: hub.url };

  const { code } = await run('local', env, `${JSON.stringify({ ...aRunRequest(), callback_url: api.url })}\n`);

  expect({ code, requests: hub.requests }).toEqual({ code: 0, requests: [] });
});

test('credentials are read by name; empty and unknown ones are left out', () => {
  const lines = 'ANTHROPIC_API_KEY=a=b\r\nCLAUDE_CODE_OAUTH_TOKEN=\nPATH=/x\nAWS_SESSION_TOKEN= \n';

  expect(parseCredentials(lines)).toEqual({ ANTHROPIC_API_KEY: 'a=b' });
});
