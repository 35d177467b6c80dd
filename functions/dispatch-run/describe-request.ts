import type { RunContext, RunRequest } from '../../shared/contract/runner.ts';
import { jobMs, QUEUE_LIMIT_MS, type Run, START_LIMIT_MS } from '../../shared/domain/run.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { describeRelated } from './describe-related.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/** The inputs of the workflow; each only where it is relevant. Tokens outlive start limit, queues, job and publishing. */
export async function describeRequest(
  deps: Pick<DispatchRunDeps, 'clock' | 'tokens' | 'publicUrl'>,
  run: Run,
  context: RunContext,
): Promise<RunRequest> {
  const { runId, phase } = run;
  const claims = {
    runId,
    phase,
    ticket: `${run.tracker}/${run.ticketId}`,
    expiresAt: plus(deps.clock.now(), START_LIMIT_MS + QUEUE_LIMIT_MS + jobMs(run) + HOUR_MS),
  };
  return {
    run_id: runId,
    phase,
    ticket_id: run.ticketId,
    ticket_key: run.ticketKey,
    ticket_title: run.ticketTitle,
    ticket_description: context.ticket.description,
    ...(context.relatedTickets === undefined ? {} : { related_tickets: describeRelated(context.relatedTickets) }),
    provider: run.provider,
    ...(run.provider === 'bedrock' && run.awsRegion !== undefined ? { aws_region: run.awsRegion } : {}),
    ...(run.maxTurns === undefined ? {} : { max_turns: String(run.maxTurns) }),
    ...(run.maxIterations === undefined ? {} : { max_iterations: String(run.maxIterations) }),
    ...(run.maxJobMinutes === undefined ? {} : { job_minutes: String(run.maxJobMinutes) }),
    ...(run.runnerImage === undefined ? {} : { runner_image: run.runnerImage }),
    ...(context.followUp === undefined ? {} : { pr_number: String(context.followUp.pullNumber) }),
    callback_url: deps.publicUrl,
    result_token: await deps.tokens.mint('result', claims),
    progress_token: await deps.tokens.mint('progress', claims),
  };
}
