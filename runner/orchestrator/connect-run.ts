import { readFileSync, rmSync } from 'node:fs';
import { type RunContext, StartAnswer } from '../../shared/contract/runner.ts';
import { loggable } from '../../shared/domain/untrusted-text.ts';
import type { GateEnv, IdentityEnv } from '../env.ts';
import { type GitHubRepository, githubRepository } from '../github/github-client.ts';
import { fixedToken, type GitHubTokens, githubTokens } from '../github/github-tokens.ts';
import type { Ending } from '../process/ending.ts';
import { ownSha256 } from '../process/own-hash.ts';
import { type Redact, redactor } from '../process/redact.ts';
import type { OidcSource } from './oidc-token.ts';
import { type Orchestrator, orchestratorClient } from './orchestrator.ts';
import { createReporter } from './reporter.ts';

/** What every stage that passes the gate works with. */
export interface ConnectedRun {
  orchestrator: Orchestrator;
  reporter: ReturnType<typeof createReporter>;
  redact: Redact;
  log(text: string): void;
  signal: AbortSignal;
  /** Milliseconds that the stage has left. */
  leftMs(): number;
  /** GitHub as it is reached once the gate is passed. */
  repository(context: RunContext, apiUrl: string): { github: GitHubRepository; tokens: GitHubTokens };
  /** The same by a token of the job's own. */
  ownRepository(context: RunContext, apiUrl: string, token: string): GitHubRepository;
}

/** `secrets`: what must not be shown besides the run's own tokens. */
export function connectRun(
  env: GateEnv,
  ending: Ending,
  secrets: readonly string[] = [],
  session: StartAnswer | undefined = takeSession(env),
): ConnectedRun {
  const { AI_IMPLEMENT_CALLBACK_URL: callbackUrl, AI_IMPLEMENT_PROGRESS_TOKEN: progressToken } = env;
  const { signal, leftMs } = ending;
  const resultToken = env.AI_IMPLEMENT_RESULT_TOKEN;
  const redact = redactor([resultToken, progressToken, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, ...secrets]);
  const orchestrator = orchestratorClient({
    callbackUrl,
    resultToken,
    progressToken,
    execution: {
      workflowRunId: env.GITHUB_RUN_ID,
      runAttempt: env.GITHUB_RUN_ATTEMPT,
      runnerSha256: ownSha256(),
    },
    oidc: oidcSource(env),
    session,
    signal,
  });
  return {
    orchestrator,
    reporter: createReporter({ send: orchestrator.progress, redact, log }),
    redact,
    log,
    signal,
    leftMs,
    ownRepository({ owner, repo }, apiUrl, token) {
      return githubRepository({ apiUrl, owner, repo, tokens: fixedToken(token), signal, leftMs });
    },
    repository({ owner, repo }, apiUrl) {
      const tokens = githubTokens(() => orchestrator.githubToken());
      return { tokens, github: githubRepository({ apiUrl, owner, repo, tokens, signal, leftMs }) };
    },
  };
}

/** Read once, and gone. */
function takeSession({ AI_IMPLEMENT_SESSION_FILE: file }: GateEnv): StartAnswer | undefined {
  if (file === undefined) return undefined;
  const session = StartAnswer.parse(JSON.parse(readFileSync(file, 'utf8')));
  rmSync(file);
  return session;
}

export function oidcSource(env: IdentityEnv): OidcSource | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  return url === undefined || token === undefined ? undefined : { url, token };
}

/** For people who read the log of the job. */
export function log(text: string): void {
  console.log(loggable(text));
}
