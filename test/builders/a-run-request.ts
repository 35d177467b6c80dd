import type { RunRequest } from '../../shared/contract/runner.ts';
import type { Run } from '../../shared/domain/run.ts';
import { aRun } from './a-run.ts';

/** What `run` is dispatched with; its callbacks go nowhere unless an address is given. */
export function aRunRequest(run: Run = aRun(), overrides: Partial<RunRequest> = {}): RunRequest {
  return {
    run_id: run.runId,
    phase: run.phase,
    ticket_id: run.ticketId,
    ticket_key: run.ticketKey,
    ticket_title: run.ticketTitle,
    ticket_description: 'People want to export their users as CSV.',
    provider: run.provider,
    callback_url: 'http://127.0.0.1:9',
    result_token: 'result-token-canary',
    progress_token: 'progress-token-canary',
    ...overrides,
  };
}
