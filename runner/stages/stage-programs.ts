import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunContext } from '../../shared/contract/runner.ts';
import { runnerText } from '../../shared/contract/runner-text.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { agentStage, gapAnalyst, planRun } from '../claude/model-side.ts';
import { AdmitEnv, AgentEnv, PlanEnv, PublishEnv, readCredentials, readStageEnv, secretsOf } from '../env.ts';
import { type ConnectedRun, connectRun } from '../orchestrator/connect-run.ts';
import { type PartialReport, reported } from '../orchestrator/reported.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import { withScratch } from '../process/with-scratch.ts';
import { repositoryCopy } from '../publishing/repository-copy.ts';
import { takeOver } from '../publishing/take-over.ts';
import { git } from '../repository/git.ts';
import { admit } from './admit.ts';
import { publish } from './publish.ts';

/** Shorter than the time limits of the jobs, so that the stage itself can say that its time is over. */
const ADMIT_LIMIT_MS = 8 * MINUTE_MS;
const PUBLISH_LIMIT_MS = 17 * MINUTE_MS;
const PLAN_LIMIT_MS = 16 * MINUTE_MS;

export async function admitProgram(ending: Ending): Promise<ExitCode> {
  const env = readStageEnv(AdmitEnv);
  ending.limit(ADMIT_LIMIT_MS, 'admit_time_up');
  const run = connectRun(env, ending);
  const outputs: Record<string, string> = { is_admitted: 'false' };
  try {
    return await runIfAdmitted(run, async (context) => {
      const { github } = run.repository(context, env.GITHUB_API_URL);
      const admission = await admit(
        {
          github,
          reporter: run.reporter,
          folder: env.AI_IMPLEMENT_FOLDER,
          requestedImage: env.AI_IMPLEMENT_RUNNER_IMAGE,
          allowedImagePrefixes: env.AI_IMPLEMENT_ALLOWED_RUNNER_IMAGE_PREFIXES,
          now: Date.now,
        },
        context,
      );
      const { baseRef, baseSha } = admission.assignment;
      const image = admission.image ?? '';
      Object.assign(outputs, { is_admitted: 'true', base_ref: baseRef, base_sha: baseSha, image });
      return undefined;
    });
  } finally {
    const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
    appendFileSync(env.GITHUB_OUTPUT, lines.join(''));
  }
}

export async function agentProgram(ending: Ending): Promise<ExitCode> {
  return agentStage(readStageEnv(AgentEnv), await readCredentials(process.stdin), ending);
}

export async function planProgram(ending: Ending): Promise<ExitCode> {
  const env = readStageEnv(PlanEnv);
  const credentials = await readCredentials(process.stdin);
  ending.limit(PLAN_LIMIT_MS, 'plan_time_up');
  const run = connectRun(env, ending, secretsOf(credentials));
  return runIfAdmitted(run, (context) => {
    if (env.GITHUB_OUTPUT !== undefined) appendFileSync(env.GITHUB_OUTPUT, 'is_admitted=true\n');
    return planRun(env, credentials, run, context);
  });
}

export async function publishProgram(ending: Ending): Promise<ExitCode> {
  const env = readStageEnv(PublishEnv);
  const credentials = await readCredentials(process.stdin);
  ending.limit(PUBLISH_LIMIT_MS, 'publish_time_up');
  const { AI_IMPLEMENT_ARTIFACTS_TOKEN: artifactsToken } = env;
  const secrets = [...secretsOf(credentials), ...(artifactsToken === undefined ? [] : [artifactsToken])];
  const run = connectRun(env, ending, secrets);
  return runIfAdmitted(run, (context, partial) =>
    withScratch(async (scratch) => {
      await takeOverUpload(env, run, context, scratch);
      const { github, tokens } = run.repository(context, env.GITHUB_API_URL);
      const deps = {
        ...run,
        github,
        tokens,
        openCopy: () => openCopy(env, run, { context, scratch, token: async () => (await tokens.current()).token }),
        analyst: gapAnalyst(env, credentials),
        folder: env.AI_IMPLEMENT_FOLDER,
        scratch,
        agentResult: env.AI_IMPLEMENT_AGENT_RESULT,
        keepPatch: (patchFile: string) => keepPatch(env, context, patchFile),
        secrets: [...secrets, env.AI_IMPLEMENT_RESULT_TOKEN, env.AI_IMPLEMENT_PROGRESS_TOKEN],
        now: Date.now,
      };
      return publish(deps, context, partial);
    }),
  );
}

/** Where the agent's job was another one, what it made lies with GitHub. */
async function takeOverUpload(env: PublishEnv, run: ConnectedRun, context: RunContext, scratch: string): Promise<void> {
  const { AI_IMPLEMENT_ARTIFACTS_TOKEN: token, AI_IMPLEMENT_FOLDER: folder, GITHUB_RUN_ID: workflowRunId } = env;
  if (token === undefined) return;
  const github = run.ownRepository(context, env.GITHUB_API_URL, token);
  const { AI_IMPLEMENT_AGENT_RESULT: agentResult } = env;
  await takeOver({ github, workflowRunId, agentResult, folder, scratch, signal: run.signal });
}

/** A later step of the job uploads what lies in the folder that the output names. */
function keepPatch(env: PublishEnv, { owner, repo }: RunContext, patchFile: string): string | undefined {
  const { GITHUB_OUTPUT: outputs, GITHUB_SERVER_URL: serverUrl, GITHUB_RUN_ID: id } = env;
  if (outputs === undefined) return undefined;
  appendFileSync(outputs, `kept_patch=${patchFile}\n`);
  return `as the artifact unpublished-changes of ${serverUrl}/${owner}/${repo}/actions/runs/${id}`;
}

/** Whoever passes the gate reports; whoever does not ends without work. */
async function runIfAdmitted(
  run: ConnectedRun,
  work: (context: RunContext, partial: PartialReport) => ReturnType<Parameters<typeof reported>[2]>,
): Promise<ExitCode> {
  const start = await run.orchestrator.start();
  if (start.outcome === 'closed') {
    run.log(`The gate is closed: ${start.detail}`);
    run.reporter.close();
    return EXIT.done;
  }
  const { runId, ticket } = start.context;
  const drift = start.runner && runnerText(start.runner);
  if (drift !== undefined) run.log(drift);
  run.log(`Run ${runId} of ${ticket.key}, in the orchestrator's log ${ticket.tracker}/${ticket.ticketId}`);
  const isGood = await reported(run, start.context, (partial) => work(start.context, partial));
  return isGood ? EXIT.done : EXIT.failed;
}

async function openCopy(
  env: PublishEnv,
  { signal, leftMs }: ConnectedRun,
  { context, scratch, token }: { context: RunContext; scratch: string; token: () => Promise<string> },
) {
  const [folder, home] = [join(scratch, 'copy'), join(scratch, 'home')];
  for (const path of [folder, home]) mkdirSync(path);
  const { GITHUB_SERVER_URL: serverUrl, PATH: path } = env;
  const address = `${serverUrl}/${context.owner}/${context.repo}.git`;
  return repositoryCopy(git({ folder, home, path, serverUrl, token, signal, leftMs }), address);
}
