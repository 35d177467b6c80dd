import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { githubRepository } from '../../../runner/github/github-client.ts';
import { fixedToken } from '../../../runner/github/github-tokens.ts';
import { takeOver } from '../../../runner/publishing/take-over.ts';
import { type OidcIssuer, startOidcIssuer } from '../../actions/oidc-issuer.ts';
import { type LocalClock, startClock } from '../../clock.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../github/github-simulator.ts';
import { templateWorkflow } from '../../github/repositories.ts';
import type { WorkflowRun } from '../../github/workflow-runs.ts';
import { APP } from '../a-github-simulator.ts';
import { aDispatch, ask, mint } from '../github-requests.ts';
import { aPath, aShippedRepository, patience } from './an-actions-stage.ts';

let clock: LocalClock;
let folder: string;
let issuer: OidcIssuer;
let simulators: GitHubSimulator[];
let env: Record<string, string>;

beforeEach(async () => {
  clock = startClock();
  issuer = await startOidcIssuer({ clock });
  folder = mkdtempSync(join(tmpdir(), 'actions-test-'));
  env = { RECORDS: join(folder, 'records') };
  simulators = [];
});

afterEach(async () => {
  for (const simulator of simulators) await simulator.close();
  for (const { failures } of simulators) expect(failures).toEqual([]);
  await issuer.close();
  clock.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A GitHub whose `acme/frontend` executes the workflows that we ship; the same git repositories each time. */
async function aGitHub(): Promise<GitHubSimulator> {
  const workflows = [templateWorkflow('claude-implement.yml')];
  const simulator = await startGitHubSimulator({
    clock,
    appId: APP.appId,
    appKey: APP.privateKey,
    repositories: [{ ...aShippedRepository(), name: 'frontend', workflows }],
    gitFolder: join(folder, 'git'),
    behaviourOf: () => 'workflow',
    times: { startDelayMs: 0 },
    issuer,
    actions: { clock, machine: { path: path(), env, secretsOf: () => ({}), varsOf: () => ({}) } },
  });
  simulators.push(simulator);
  return simulator;
}

let madePath: string | undefined;
const path = () => {
  if (simulators.length === 0) madePath = aPath(folder);
  return madePath ?? '';
};

async function dispatch(simulator: GitHubSimulator): Promise<WorkflowRun> {
  const [repository] = simulator.repositories;
  if (repository === undefined) throw new Error('there is no repository');
  const github = { clock, simulator, repository, close: () => Promise.resolve() };
  const { token } = (await mint(github, {})).body as { token: string };
  const address = '/repos/acme/frontend/actions/workflows/claude-implement.yml/dispatches';
  const { status } = await ask(github, { method: 'POST', path: address, token, body: aDispatch() });
  expect(status).toBe(200);
  return simulator.runs().at(-1) as WorkflowRun;
}

const isOver = (run: WorkflowRun) => () => run.status === 'completed';

it('executes a dispatched run, and is busy as long as it does', async () => {
  const github = await aGitHub();
  const run = await dispatch(github);
  await patience(() => run.status === 'in_progress');
  expect(github.isBusy()).toBe(true);
  await patience(isOver(run));
  expect(run).toMatchObject({ conclusion: 'success', hasPassedGate: true });
  expect(run.jobs?.map(({ name }) => name)).toEqual(['admit', 'agent / agent', 'publish']);
  await patience(() => !github.isBusy());
});

/** Takes over what its agent uploaded, as the runner does with a job's token of these permissions. */
async function takenOver(simulator: GitHubSimulator, run: WorkflowRun, permissions: Record<string, string>) {
  const [repository] = simulator.repositories;
  if (repository === undefined) throw new Error('there is no repository');
  const { token } = simulator.tokens.mintJobToken(repository, permissions);
  const { signal } = new AbortController();
  const place = { apiUrl: simulator.url, owner: 'acme', repo: 'frontend', tokens: fixedToken(token) };
  const github = githubRepository({ ...place, signal, waitsMs: [] });
  const handover = join(folder, 'handover');
  const rest = { workflowRunId: String(run.id), agentResult: 'success', folder: handover, scratch: folder } as const;
  await takeOver({ github, signal, ...rest });
  return Object.fromEntries(readdirSync(handover).map((name) => [name, readFileSync(join(handover, name), 'utf8')]));
}

it('keeps what jobs uploaded for whoever may read Actions', async () => {
  const github = await aGitHub();
  const run = await dispatch(github);
  await patience(isOver(run));

  expect(await takenOver(github, run, { actions: 'read' })).toEqual({
    'changes.patch': 'a patch',
    'outcome.json': '{}',
  });
  await expect(takenOver(github, run, { contents: 'read' })).rejects.toMatchObject({ code: 'github_not_permitted' });
});

it('executes a run again by hand, as its next attempt', async () => {
  const github = await aGitHub();
  const run = await dispatch(github);
  await patience(isOver(run));
  env['STUB_ADMIT'] = 'refuse';
  github.rerun(run.id);
  expect(run).toMatchObject({ status: 'queued', attempt: 2, conclusion: null });
  await patience(isOver(run));
  expect(run.jobs?.map(({ conclusion }) => conclusion)).toEqual(['success', 'skipped']);
});

it('has failed after a restart when it was in the middle', async () => {
  env['STUB_AGENT'] = 'hang';
  const before = await aGitHub();
  const run = await dispatch(before);
  await patience(() => run.jobs?.some(({ name }) => name === 'agent / agent') === true);
  const kept = before.export();
  await before.close();
  const after = await aGitHub();
  after.import(kept);
  after.resumeRuns();
  await patience(() => after.runs().every(({ status }) => status === 'completed'));
  expect(after.runs()).toMatchObject([{ id: run.id, conclusion: 'failure' }]);
});
