import { infrastructure, mapping, repeated, substance } from './failure-row.ts';

const LONGER_JOBS = repeated("raise the mapping's minutes, or split the ticket");

/** What goes wrong with a run as a whole: its jobs, its time, its way to us. */
export const RUN_FAILURES = {
  run_cancelled: substance(
    'The run was cancelled, or its job came to its time limit',
    "If nobody wanted it cancelled, ask again. If its job came to its time limit, raise the mapping's minutes, or split the ticket.",
  ),
  cancelled_by_admin: substance(
    'An admin of AI-Implement cancelled this',
    'If it is still wanted, mark the ticket again, or ask for the same once more on its pull request.',
  ),
  stopped_by_admin: substance(
    'An admin of AI-Implement stopped all runs',
    'It runs again once an admin undoes the stop. A follow-up is asked for again on its pull request.',
  ),
  ticket_closed: substance(
    'The ticket was closed while a run worked on it',
    'If it is still wanted, reopen it and mark it again.',
  ),
  ticket_unmarked: substance(
    'The mark was taken off the ticket while a run worked on it',
    'If it is still wanted, mark it again.',
  ),
  pull_request_merged: substance(
    'The pull request was merged while a follow-up worked on it',
    'For more work, reopen its ticket, if that is closed, and mark it again.',
  ),
  pull_request_closed: substance(
    'The pull request was closed while a follow-up worked on it',
    'Reopen it, and the follow-up begins anew by itself.',
  ),
  admit_time_up: infrastructure(
    "The run's first job was not ready in time",
    repeated('see the log of the job `admit` for what it waits for'),
  ),
  plan_time_up: infrastructure(
    'There was no plan in time',
    repeated('split the ticket, or name a faster model in PLANNING.md'),
  ),
  agent_time_up: infrastructure('The time of the job was up before the work was done', LONGER_JOBS),
  publish_time_up: infrastructure(
    'The work could not be published in time',
    repeated('see the log of the job `publish` for what it waits for: in most cases GitHub, or a reviewer'),
  ),
  machine_without_walls: infrastructure(
    'The machine cannot keep the stages of the run apart, so no code of the repository was run in it',
    repeated("see that the machine's first program is root, and that its image has util-linux"),
  ),
  agent_left_nothing: infrastructure(
    "The agent's job ended without an outcome that can be read",
    repeated("see the log of the agent's job: the machine may have too little memory or disk"),
  ),
  agent_gave_no_reason: infrastructure(
    "The agent's job failed and did not say why",
    repeated("see the log of the agent's job"),
  ),
  runner_failed: infrastructure(
    "AI-Implement's own program in the job failed unexpectedly",
    repeated('it is a defect of AI-Implement: report it with the log of the job'),
  ),
  orchestrator_refused: infrastructure(
    "AI-Implement refused what the run's job asked of it",
    repeated('bring the workflow files up to date by "Sync templates" of the mapping'),
  ),
  orchestrator_unreachable: infrastructure(
    "The run's job could not reach AI-Implement",
    repeated("see that the machines of the repository's jobs can reach its address, and that its alarms are quiet"),
  ),
  plan_empty: substance(
    'The planning run reported no plan',
    'Say more in the ticket about what is wanted, or correct PLANNING.md.',
  ),
  no_reason_given: substance(
    'The run failed and gave no reason',
    'Open the workflow run that the logs lead to, and see which step failed.',
  ),
  dispatch_cut_off: infrastructure(
    'AI-Implement was cut off while it started the run',
    repeated('have an admin see the alarms of AI-Implement'),
  ),
  order_not_taken: infrastructure(
    'The run could not be ordered within an hour: what executes it (in most cases GitHub Actions) did not take the order',
    repeated('see https://www.githubstatus.com, and whether Actions is enabled in the repository'),
  ),
  order_not_confirmed: infrastructure(
    'What executes the run (in most cases GitHub Actions) never confirmed the order, and shows no run for it',
    repeated('see https://www.githubstatus.com, and whether Actions is enabled in the repository'),
  ),
  workflow_run_ended: infrastructure(
    'The workflow run ended without reporting its result',
    repeated('see the log of its jobs for what stopped them'),
  ),
  ended_before_start: infrastructure(
    'The workflow run ended before the work began',
    repeated('see the log of its first job for what failed'),
  ),
  not_started: infrastructure(
    'The run did not start within six hours',
    repeated('see whether the repository has a free runner for its jobs'),
  ),
  queued_too_long: infrastructure(
    'The jobs of the run waited for free machines for 20 hours',
    repeated('give the repository more runners, or lower `maxInProgress` of the mapping'),
  ),
  ran_too_long: infrastructure('The run took longer than its minutes', LONGER_JOBS),
  runner_shared: mapping(
    "A job that holds the run's tokens shares its runner with the agent's job, in which code of others runs",
    'Set the Actions variable AI_IMPLEMENT_TRUSTED_RUNS_ON of the repository to a label of other, ephemeral runners, or delete it for those of GitHub, then resume the mapping in the admin UI.',
  ),
  fell_silent: infrastructure(
    'The run gave no sign of life any more',
    repeated('see its log: the machine may have too little memory, or cannot reach AI-Implement'),
  ),
} as const;
