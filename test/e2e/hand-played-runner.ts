import { OIDC_HEADER, type RunReport, SESSION_KEY_HEADER } from '../../shared/contract/runner.ts';
import type { WorkflowRun } from '../../simulators/github/workflow-runs.ts';
import type { WholeSystem } from './whole-system.ts';

/** So late that no simulated run starts by itself: the test plays the runner with the tokens of the dispatch. */
export const NEVER_BY_ITSELF = { startDelayMs: 365 * 24 * 3_600_000 };

export interface RunnerAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** What a runner sends; headers that are undefined are left out. */
export interface RunnerRequest {
  path: '/runner/start' | '/runner/progress' | '/runner/result' | '/runner/github-token';
  token?: string | undefined;
  sessionKey?: string | undefined;
  oidcToken?: string | undefined;
  /** JSON, or the text itself. */
  body: unknown;
}

export async function sendAsRunner(
  url: string,
  { path, token, sessionKey, oidcToken, body }: RunnerRequest,
): Promise<RunnerAnswer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (sessionKey !== undefined) headers[SESSION_KEY_HEADER] = sessionKey;
  if (oidcToken !== undefined) headers[OIDC_HEADER] = oidcToken;
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: sent });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The runner of a ticket's dispatched run, played by the test. */
export interface HandPlayedRunner {
  runId: string;
  resultToken: string;
  progressToken: string;
  /** A fresh OIDC token of its job, or of a job that differs from it. */
  identity(other?: Partial<WorkflowRun>): Promise<string | undefined>;
  /** Passes the gate; answers the session key. */
  start(): Promise<string>;
  /** Sends a result as it is meant to be sent. */
  report(sessionKey: string, report: RunReport): Promise<RunnerAnswer>;
  /** A result of success, with a pull request in the run's repository. */
  success: RunReport;
}

/** Waits for the newest dispatch of a ticket, and takes the part of its runner. */
export async function runnerOf(system: WholeSystem, key: string, nth = 1): Promise<HandPlayedRunner> {
  const ofTicket = () => system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key);
  await system.until(() => ofTicket().length >= nth);
  const run = ofTicket()[nth - 1];
  const { run_id: runId = '', result_token: resultToken = '', progress_token: progressToken = '' } = run?.inputs ?? {};
  const send = (request: RunnerRequest) => sendAsRunner(system.laptop.url, request);
  const identity = async (other: Partial<WorkflowRun> = {}) => run && system.github.identityOf({ ...run, ...other });
  return {
    ...{ runId, resultToken, progressToken, identity },
    async start() {
      const body = { workflowRunId: String(run?.id), runAttempt: 1 };
      const gate = { path: '/runner/start', token: resultToken, oidcToken: await identity(), body } as const;
      const answer = await send(gate);
      // It works: what waits for a machine could not have passed.
      if (run !== undefined) run.jobs ??= [{ name: 'agent', status: 'in_progress', conclusion: null, steps: [] }];
      return String(answer.body['sessionKey']);
    },
    report: (sessionKey, body) => send({ path: '/runner/result', token: resultToken, sessionKey, body }),
    success: {
      phase: 'implementation',
      outcome: 'success',
      comments: [],
      prUrl: `${system.github.url}/${run?.repository}/pull/1${nth}`,
    },
  };
}
