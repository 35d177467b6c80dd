import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RunContext, RunReport, Usage } from '../../shared/contract/runner.ts';
import {
  type AgentEnv,
  givenVariables,
  type ModelCredentials,
  machineEnvironment,
  type PlanEnv,
  type PublishEnv,
  secretsOf,
} from '../env.ts';
import { analyseGaps } from '../gap-analysis/analyse-gaps.ts';
import type { GapAnalyst } from '../gap-analysis/gap-analyst.ts';
import { type ConnectedRun, log, oidcSource } from '../orchestrator/connect-run.ts';
import { oidcToken } from '../orchestrator/oidc-token.ts';
import { progressSender } from '../orchestrator/orchestrator.ts';
import { createReporter, type Reporter } from '../orchestrator/reporter.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import { redactor } from '../process/redact.ts';
import { withScratch } from '../process/with-scratch.ts';
import { randomTag } from '../prompts/data-fence.ts';
import { readRepositorySettings } from '../prompts/repository-settings.ts';
import { runAgent } from '../stages/agent.ts';
import { runPlan } from '../stages/plan.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { Claude } from './claude.ts';
import { connectClaude } from './connect-claude.ts';
import { type ClaudeWithFallbacks, substitutionNotes, withFallbacks } from './with-fallbacks.ts';
import { withForm } from './with-form.ts';

// The one place where the stages meet what drives the model.

const SETTLE_MS = 5000;
const NO_USAGE: Usage = { turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** The whole agent stage; writes its outcome whatever happens. A failed outcome is told by it, not by the exit code alone. */
export async function agentStage(env: AgentEnv, credentials: ModelCredentials, ending: Ending): Promise<ExitCode> {
  const { AI_IMPLEMENT_CALLBACK_URL: callbackUrl, AI_IMPLEMENT_PROGRESS_TOKEN: progressToken } = env;
  const { signal } = ending;
  const redact = redactor([progressToken, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, ...secretsOf(credentials)]);
  const send = progressSender({ callbackUrl, progressToken, signal });
  const reporter = createReporter({ send, redact, log });
  const { AI_IMPLEMENT_FOLDER: folder, AI_IMPLEMENT_CHECKOUT: checkout } = env;
  const outcome = await withScratch((scratch) =>
    runAgent(stageDeps(env, credentials, reporter, scratch), { folder, checkout, scratch, signal }),
  );
  reporter.close();
  if (!signal.aborted) await reporter.settled(SETTLE_MS);
  return outcome.outcome === 'failed' ? EXIT.failed : EXIT.done;
}

/** Makes the plan, and returns the report that holds its comments. */
export async function planRun(
  env: PlanEnv,
  credentials: ModelCredentials,
  { reporter, redact, signal }: ConnectedRun,
  context: RunContext,
): Promise<RunReport> {
  const checkout = env.AI_IMPLEMENT_CHECKOUT;
  return withScratch((scratch) =>
    runPlan({ ...stageDeps(env, credentials, reporter, scratch), redact }, { context, checkout, scratch, signal }),
  );
}

/** One pass with read-only tools, with what the agent has left of the budget. */
export function gapAnalyst(env: PublishEnv, credentials: ModelCredentials): GapAnalyst {
  let claude: ClaudeWithFallbacks | undefined;
  return {
    usage: () => claude?.usage() ?? NO_USAGE,
    notes: () => substitutionNotes(claude?.substitutions() ?? []),
    analyse: ({ context, readFile, spentUsd, ...request }) =>
      withScratch(async (scratch) => {
        const { models } = await readRepositorySettings(readFile, context.provider);
        const { budgetUsd } = context.caps;
        const left = budgetUsd === undefined ? {} : { budgetUsd: Math.max(0, budgetUsd - spentUsd) };
        const caps = { ...context.caps, ...left };
        const connected = await connect(env, credentials, { scratch }, { ...context, caps });
        claude = withForm(withFallbacks(connected, models.fallbacks), randomTag);
        const question = { ...request, context, model: models.gapAnalysis, newTag: randomTag };
        const result = await analyseGaps(claude, question);
        if (result.outcome === 'failed') throw result.failure;
        if (result.answer === undefined) throw new StageFailure('answer_missing', 'the gap analysis');
        return result.answer;
      }),
  };
}

type ModelEnv = AgentEnv | PlanEnv | PublishEnv;

function stageDeps(env: ModelEnv, credentials: ModelCredentials, reporter: Reporter, scratch: string) {
  const held = new Set<string>();
  const onSession = (secrets: readonly string[]) => {
    for (const secret of secrets) held.add(secret);
  };
  return {
    reporter,
    sessions: () => [...held],
    connect: (context: RunContext) => connect(env, credentials, { scratch, onSession }, context),
    environment: programEnvironment(),
    newTag: randomTag,
    now: Date.now,
  };
}

function connect(
  env: ModelEnv,
  secrets: ModelCredentials,
  { scratch, onSession }: { scratch: string; onSession?: (secrets: readonly string[]) => void },
  context: RunContext,
): Promise<Claude> {
  const source = oidcSource(env);
  const temporaryFolder = join(scratch, 'claude');
  mkdirSync(temporaryFolder, { recursive: true });
  return connectClaude(
    {
      command: env.AI_IMPLEMENT_CLAUDE,
      environment: programEnvironment(),
      secrets,
      roleArn: env.AWS_BEDROCK_ROLE_ARN,
      stsUrl: env.AWS_ENDPOINT_URL_STS,
      mintOidcToken: source === undefined ? undefined : (audience) => oidcToken(source, audience),
      temporaryFolder,
      onSession,
      now: Date.now,
    },
    context,
  );
}

/** What Claude Code and the programs of the repository see of this machine. */
function programEnvironment(): Record<string, string> {
  return { CI: 'true', ...givenVariables(), ...machineEnvironment(), HOME: homedir() };
}
