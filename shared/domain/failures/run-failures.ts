import { infrastructure, mapping, REPEATED, substance } from './failure-row.ts';

const LONGER_JOBS = `${REPEATED} If it happens again, raise the mapping's minutes, or split the ticket.`;

/** What goes wrong with a run as a whole: its jobs, its time, its way to us. */
export const RUN_FAILURES = {
  run_cancelled: substance(
    'The run was cancelled, or its job came to its time limit',
    'If nobody cancelled it, raise `timeout-minutes` of its workflow.',
  ),
  ticket_closed: substance(
    'The ticket was closed while it was at work',
    'If it is still wanted, reopen it and mark it again.',
  ),
  ticket_unmarked: substance(
    'The mark was taken off the ticket while it was at work',
    'If it is still wanted, mark it again.',
  ),
  admit_time_up: infrastructure('The run could not be admitted in time', REPEATED),
  plan_time_up: infrastructure(
    'There was no plan in time',
    `${REPEATED} If it happens again, split the ticket, or name a faster model in PLANNING.md.`,
  ),
  agent_time_up: infrastructure('The time of the job was up before the work was done', LONGER_JOBS),
  publish_time_up: infrastructure('The work could not be published in time', REPEATED),
  agent_left_nothing: infrastructure(
    "The agent's job ended without an outcome that can be read",
    `${REPEATED} If it stays so, see the log of the agent's job: the machine may have too little memory or disk.`,
  ),
  agent_gave_no_reason: infrastructure('The agent failed and did not say why', REPEATED),
  runner_failed: infrastructure(
    'The runner failed unexpectedly',
    `${REPEATED} If it stays so, it is a defect: report it with the log of the job.`,
  ),
  orchestrator_refused: infrastructure(
    'AI-Implement refused a call of the runner',
    `${REPEATED} If it stays so, update the workflow files by sync.`,
  ),
  orchestrator_unreachable: infrastructure('AI-Implement does not answer the runner', REPEATED),
  plan_empty: substance(
    'The planning run reported no plan',
    'Say more in the ticket about what is wanted, or correct PLANNING.md.',
  ),
  no_reason_given: substance('The runner gave no reason', "See the log of the run's jobs."),
  dispatch_cut_off: infrastructure('The dispatch was cut off before the run was written', REPEATED),
  order_not_taken: infrastructure('The executor took no order within an hour', REPEATED),
  order_not_confirmed: infrastructure('The executor never confirmed the order, and shows no run for it', REPEATED),
  workflow_run_ended: infrastructure('The workflow run ended without a report', REPEATED),
  ended_before_start: infrastructure(
    'The executor ended the run before it started',
    `${REPEATED} If it stays so, see the workflow run: its first job fails before it calls us.`,
  ),
  not_started: infrastructure(
    'The run did not start within six hours',
    `${REPEATED} If it stays so, the repository has no free runner for its jobs.`,
  ),
  queued_too_long: infrastructure(
    'The jobs of the run waited for free machines for 20 hours',
    `${REPEATED} If it stays so, the repository has too few runners for its jobs.`,
  ),
  ran_too_long: infrastructure('The run took longer than its minutes', LONGER_JOBS),
  runner_shared: mapping(
    "A job that holds the run's tokens shares its runner with the agent's job, in which code of others runs",
    'Set the Actions variable AI_IMPLEMENT_TRUSTED_RUNS_ON of the repository to a label of other, ephemeral runners, or delete it for those of GitHub, then resume the mapping in the admin UI.',
  ),
  fell_silent: infrastructure(
    'The run fell silent',
    `${REPEATED} If it stays so, the machine may have too little memory, or cannot reach AI-Implement.`,
  ),
} as const;
