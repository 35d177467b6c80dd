import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RunRequest } from '../../shared/contract/runner.ts';
import { AllStagesEnv, ConfigurationError, machineEnvironment, readStageEnv } from '../env.ts';
import { type ConnectedRun, connectRun } from '../orchestrator/connect-run.ts';
import { reported } from '../orchestrator/reported.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import type { AgentResult } from '../publishing/read-outcome.ts';
import { git } from '../repository/git.ts';

/** Folders of one run on this machine, and what its stages are started with. */
interface AllStagesRun {
  env: AllStagesEnv;
  ending: Ending;
  request: RunRequest;
  credentials: string;
  folders: { handover: string; checkout: string; home: string; outputs: string };
}

type StageName = 'admit' | 'agent' | 'publish' | 'plan';

/**
 * All stages of one run on this machine, each in a process of its own that holds what this stage needs and nothing else, as the
 * jobs of the workflow do. On a signal the stage at hand ends in order, and publishing tells how it ended.
 */
export async function allStagesProgram(ending: Ending): Promise<ExitCode> {
  const env = readStageEnv(AllStagesEnv);
  const { request, credentials } = parseInput(await text(process.stdin));
  const root = mkdtempSync(join(tmpdir(), 'ai-implement-run-'));
  const at = (name: string) => join(root, name);
  const folders = { handover: at('handover'), checkout: at('repository'), home: at('home'), outputs: at('outputs') };
  for (const folder of [folders.handover, folders.checkout, folders.home]) mkdirSync(folder);
  const run: AllStagesRun = { env, ending, request, credentials, folders };
  try {
    return request.phase === 'planning' ? await plan(run) : await implement(run);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function parseInput(input: string): { request: RunRequest; credentials: string } {
  const end = input.indexOf('\n');
  const line = end < 0 ? input : input.slice(0, end);
  try {
    return { request: RunRequest.parse(JSON.parse(line)), credentials: end < 0 ? '' : input.slice(end + 1) };
  } catch {
    throw new ConfigurationError('The first line of stdin must be the run request as JSON.');
  }
}

async function plan(run: AllStagesRun): Promise<ExitCode> {
  const cloned = await checkOut(run, undefined);
  return cloned === 'checked-out' ? runStage(run, 'plan') : cloned;
}

async function implement(run: AllStagesRun): Promise<ExitCode> {
  const admitted = await runStage(run, 'admit');
  const outputs = outputsOf(run);
  if (outputs['is_admitted'] !== 'true') return admitted;
  const cloned = await checkOut(run, outputs['base_sha']);
  if (cloned !== 'checked-out') return cloned;
  const { signal } = run.ending;
  const worked = !signal.aborted && (await runStage(run, 'agent')) === EXIT.done ? 'success' : 'failure';
  return runStage(run, 'publish', signal.aborted ? 'cancelled' : worked);
}

function outputsOf({ folders }: AllStagesRun): Record<string, string> {
  const lines = readFileSync(folders.outputs, 'utf8').split('\n');
  return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]));
}

/** Clones as `actions/checkout` does with all history: the token is given to git's process, and stays nowhere. */
async function checkOut(run: AllStagesRun, baseSha: string | undefined): Promise<'checked-out' | ExitCode> {
  const connected = connectRun(gateEnv(run), run.ending);
  connected.reporter.close();
  const start = await connected.orchestrator.start();
  if (start.outcome === 'closed') return EXIT.done;
  const { owner, repo, defaultBranch } = start.context;
  const isDone = await reported(connected, start.context, async () => {
    await clone(run, connected, `${owner}/${repo}`, baseSha ?? `refs/remotes/origin/${defaultBranch}`);
    return undefined;
  });
  return isDone ? 'checked-out' : EXIT.failed;
}

async function clone({ env, folders }: AllStagesRun, connected: ConnectedRun, name: string, commit: string) {
  const { token } = await connected.orchestrator.githubToken();
  const { GITHUB_SERVER_URL: serverUrl, PATH: path } = env;
  const repository = git({
    folder: folders.checkout,
    home: folders.home,
    path,
    serverUrl,
    token: async () => token,
    signal: connected.signal,
    leftMs: connected.leftMs,
    configuration: { 'core.symlinks': 'true' },
  });
  await repository.text(['clone', '--quiet', '--no-checkout', '--template=', `${serverUrl}/${name}.git`, '.']);
  await repository.text(['checkout', '--quiet', '--detach', commit]);
}

function gateEnv({ env, request }: AllStagesRun) {
  return {
    AI_IMPLEMENT_CALLBACK_URL: request.callback_url.replace(/\/+$/, ''),
    AI_IMPLEMENT_PROGRESS_TOKEN: request.progress_token,
    AI_IMPLEMENT_RESULT_TOKEN: request.result_token,
    GITHUB_RUN_ID: env.GITHUB_RUN_ID,
    GITHUB_RUN_ATTEMPT: env.GITHUB_RUN_ATTEMPT,
  };
}

/** The whole environment of a stage: the agent has no result token, and nobody but who uses it has the checkout. */
function stageEnv(run: AllStagesRun, name: StageName, agentResult: AgentResult): Record<string, string> {
  const { env, request, folders } = run;
  const { AI_IMPLEMENT_RESULT_TOKEN, GITHUB_RUN_ATTEMPT, ...gate } = gateEnv(run);
  const github = { GITHUB_API_URL: env.GITHUB_API_URL, GITHUB_SERVER_URL: env.GITHUB_SERVER_URL };
  const machine = { ...machineEnvironment(), HOME: folders.home };
  const folder = { AI_IMPLEMENT_FOLDER: folders.handover };
  const model = { AI_IMPLEMENT_CLAUDE: env.AI_IMPLEMENT_CLAUDE };
  const checkout = { AI_IMPLEMENT_CHECKOUT: folders.checkout };
  const common = { ...machine, ...gate, ...folder };
  const result = { AI_IMPLEMENT_RESULT_TOKEN, GITHUB_RUN_ATTEMPT: String(GITHUB_RUN_ATTEMPT) };
  switch (name) {
    case 'admit': {
      const image = request.runner_image === undefined ? {} : { AI_IMPLEMENT_RUNNER_IMAGE: request.runner_image };
      return { ...common, ...result, ...github, ...image, GITHUB_OUTPUT: folders.outputs };
    }
    case 'agent':
      return { ...common, ...model, ...checkout };
    case 'publish':
      return { ...common, ...result, ...github, ...model, AI_IMPLEMENT_AGENT_RESULT: agentResult };
    case 'plan':
      return { ...common, ...result, ...model, ...checkout };
  }
}

/** Runs this very program with another stage, and ends it by a signal when we are to end. */
function runStage(run: AllStagesRun, name: StageName, agentResult: AgentResult = 'skipped'): Promise<ExitCode> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', name], {
    cwd: run.folders.home,
    env: stageEnv(run, name, agentResult),
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const end = () => child.kill('SIGTERM');
  // Publishing may start after the signal: it is there to tell of it.
  run.ending.signal.addEventListener('abort', end, { once: true });
  child.stdin.on('error', () => {});
  child.stdin.end(name === 'admit' ? '' : run.credentials);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      run.ending.signal.removeEventListener('abort', end);
      resolve(Object.values(EXIT).find((exit) => exit === code) ?? EXIT.unreported);
    });
  });
}
