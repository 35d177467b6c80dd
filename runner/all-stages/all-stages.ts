import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RunRequest } from '../../shared/contract/runner.ts';
import { AllStagesEnv, ConfigurationError, readStageEnv } from '../env.ts';
import { connectRun } from '../orchestrator/connect-run.ts';
import { reported } from '../orchestrator/reported.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import type { AgentResult } from '../publishing/read-outcome.ts';
import { clone, headOfBranch } from './clone.ts';
import { playStages, type StagePlayer } from './play-stages.ts';
import { outputsIn, type StageName, type StageSurroundings, stageEnvironment } from './stage-environment.ts';

/** Folders of one run on this machine, and what its stages are started with. */
interface AllStagesRun {
  env: AllStagesEnv;
  ending: Ending;
  request: RunRequest;
  credentials: string;
  folders: { handover: string; checkout: string; home: string; outputs: string };
}

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
    return await playStages(playerOf(run), request.phase, ending.signal);
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

function playerOf(run: AllStagesRun): StagePlayer {
  return {
    async admit() {
      const code = await runStage(run, 'admit');
      return { code, outputs: outputsIn(readFileSync(run.folders.outputs, 'utf8')) };
    },
    checkOut: (commit) => checkOut(run, commit),
    agent: () => runStage(run, 'agent'),
    publish: (agentResult) => runStage(run, 'publish', agentResult),
    plan: () => runStage(run, 'plan'),
  };
}

async function checkOut(run: AllStagesRun, baseSha: string | undefined): Promise<'checked-out' | ExitCode> {
  const { env, folders } = run;
  const connected = connectRun(gateEnv(run), run.ending);
  connected.reporter.close();
  const start = await connected.orchestrator.start();
  if (start.outcome === 'closed') return EXIT.done;
  const { owner, repo, defaultBranch } = start.context;
  const isDone = await reported(connected, start.context, async () => {
    const { token } = await connected.orchestrator.githubToken('read');
    const place = { folder: folders.checkout, home: folders.home, path: env.PATH, serverUrl: env.GITHUB_SERVER_URL };
    const commit = baseSha ?? headOfBranch(defaultBranch);
    await clone({ ...place, ...connected, repository: `${owner}/${repo}`, commit, token });
    return undefined;
  });
  return isDone ? 'checked-out' : EXIT.failed;
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

function surroundingsOf({ env, request, folders }: AllStagesRun): StageSurroundings {
  return {
    callbackUrl: request.callback_url.replace(/\/+$/, ''),
    progressToken: request.progress_token,
    resultToken: request.result_token,
    execution: { id: env.GITHUB_RUN_ID, attempt: env.GITHUB_RUN_ATTEMPT },
    github: { apiUrl: env.GITHUB_API_URL, serverUrl: env.GITHUB_SERVER_URL },
    claude: env.AI_IMPLEMENT_CLAUDE,
    runnerImage: request.runner_image,
    folders,
  };
}

/** Runs this very program with another stage, and ends it by a signal when we are to end. */
function runStage(run: AllStagesRun, name: StageName, agentResult: AgentResult = 'skipped'): Promise<ExitCode> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', name], {
    cwd: run.folders.home,
    env: stageEnvironment(surroundingsOf(run), name, agentResult),
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
