import * as z from 'zod';
import {
  GitHubTokenAnswer,
  type GitHubTokenRequest,
  OIDC_HEADER,
  type Progress,
  ResultAnswer,
  type RunReport,
  SESSION_KEY_HEADER,
  StartAnswer,
  type StartRequest,
} from '../../shared/contract/runner.ts';
import type { ErrorCode } from '../../shared/domain/errors.ts';
import { StageFailure, type StageFailureCode } from '../stages/stage-failure.ts';
import { type OidcSource, oidcToken } from './oidc-token.ts';
import { HASTY, type JsonAnswer, PATIENT, type Patience, postJson } from './post-json.ts';

/** What the gate said. `closed`: another execution has the run, or it is over; end without work. */
type StartOutcome = ({ outcome: 'started' } & StartAnswer) | { outcome: 'closed'; detail: string };

/** Our API as the runner sees it. What follows start goes by the session key that it gave. */
export interface Orchestrator {
  start(): Promise<StartOutcome>;
  /** A token for the run's repository; ask again when it is near its end. */
  githubToken(access?: GitHubTokenRequest['access']): Promise<GitHubTokenAnswer>;
  /** Throws when the line does not get through. */
  progress(line: Progress): Promise<void>;
  /** Tells that the pull request is open, which the ticket then shows. */
  pullRequestOpened(pull: { prUrl: string; headSha: string }): Promise<void>;
  /** `hasty`: the process is about to be killed, so a few seconds must do. */
  report(report: RunReport, haste?: 'hasty'): Promise<ResultAnswer>;
}

export interface ProgressSettings {
  /** Base address of our API, without a trailing slash; also the audience of identity tokens. */
  callbackUrl: string;
  progressToken: string;
  /** Ends every call but the report. */
  signal: AbortSignal;
}

export interface OrchestratorSettings extends ProgressSettings {
  resultToken: string;
  execution: StartRequest;
  /** Absent outside of Actions. */
  oidc?: OidcSource | undefined;
  /** What the gate gave to whoever passed it for us; then start asks nobody. */
  session?: StartAnswer | undefined;
  /** @default PATIENT */
  patience?: Patience;
}

const Problem = z.object({ code: z.string().optional(), detail: z.string().optional() });

/** Codes of start that leave nothing to do; every other refusal is one that people must hear of. */
const CLOSED: readonly string[] = ['run_taken', 'run_over'] satisfies ErrorCode[];

export function orchestratorClient(settings: OrchestratorSettings): Orchestrator {
  const { callbackUrl, resultToken, oidc, signal, patience = PATIENT } = settings;
  let sessionKey: string | undefined = settings.session?.sessionKey;
  const session = (): Record<string, string> => (sessionKey === undefined ? {} : { [SESSION_KEY_HEADER]: sessionKey });
  const identity = async (): Promise<Record<string, string>> => {
    const token = oidc && (await oidcToken(oidc, callbackUrl));
    return { authorization: `Bearer ${resultToken}`, ...(token ? { [OIDC_HEADER]: token } : {}) };
  };
  return {
    async start() {
      if (settings.session !== undefined) return { outcome: 'started', ...settings.session };
      const call = { headers: identity, body: settings.execution, patience, signal };
      const answer = await postJson(`${callbackUrl}/runner/start`, call);
      if (isClosed(answer)) return { outcome: 'closed', detail: problemOf(answer) };
      const started = StartAnswer.parse(accepted(answer, 'start'));
      sessionKey = started.sessionKey;
      return { outcome: 'started', ...started };
    },
    async githubToken(access) {
      const headers = async () => ({ ...(await identity()), ...session() });
      const answer = await postJson(`${callbackUrl}/runner/github-token`, {
        headers,
        body: { access },
        patience,
        signal,
      });
      const code = NO_TOKEN[codeOf(answer) ?? ''];
      if (answer.status === 409 && code !== undefined) throw new StageFailure(code, problemOf(answer));
      return GitHubTokenAnswer.parse(accepted(answer, 'github-token'));
    },
    progress: progressSender(settings),
    pullRequestOpened: (pull) =>
      sendProgress(settings, { type: 'pull_request_opened', ...pull }, { headers: session(), patience }),
    async report(report, haste) {
      const headers = async () => ({ authorization: `Bearer ${resultToken}`, ...session() });
      const call = { headers, body: report, patience: haste ? HASTY : patience };
      return ResultAnswer.parse(accepted(await postJson(`${callbackUrl}/runner/result`, call), 'result'));
    },
  };
}

/** Sends lines of progress, for stages that may do nothing else; each is tried twice. */
export function progressSender(settings: ProgressSettings): (line: Progress) => Promise<void> {
  return (line) => sendProgress(settings, line, { headers: {}, patience: HASTY });
}

async function sendProgress(
  { callbackUrl, progressToken, signal }: ProgressSettings,
  line: Progress,
  options: { headers: Record<string, string>; patience: Patience },
): Promise<void> {
  const headers = async () => ({ authorization: `Bearer ${progressToken}`, ...options.headers });
  const call = { headers, body: line, patience: options.patience, signal };
  accepted(await postJson(`${callbackUrl}/runner/progress`, call), 'progress');
}

function accepted(answer: JsonAnswer, route: string): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new StageFailure('orchestrator_refused', `${route}, ${problemOf(answer)}`);
}

/** Why there is no token for a repository that took the run: something was changed meanwhile. */
const NO_TOKEN: Record<string, StageFailureCode> = {
  app_not_installed: 'app_removed_meanwhile',
  app_suspended: 'suspended_meanwhile',
  repository_moved: 'moved_meanwhile',
  missing_permission: 'github_not_permitted',
};

function codeOf({ body }: JsonAnswer): string | undefined {
  return Problem.safeParse(body).data?.code;
}

function isClosed(answer: JsonAnswer): boolean {
  return answer.status === 409 && CLOSED.includes(codeOf(answer) ?? '');
}

function problemOf({ status, body }: JsonAnswer): string {
  const problem = Problem.safeParse(body).data;
  const said = [problem?.code, problem?.detail].filter((part) => part !== undefined).join(': ');
  return said === '' ? `HTTP ${status}` : said;
}
