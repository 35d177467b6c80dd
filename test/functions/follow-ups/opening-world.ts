import { aReport } from '../../builders/a-report.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { days } from '../days.ts';
import { aWorld } from '../world.ts';
import { aWorldWithPeople, type FollowUpWorld } from './follow-up-world.ts';

export interface OpeningWorld extends FollowUpWorld {
  /** Minutes in which the run says that it is alive. */
  beat(minutes: number): Promise<void>;
  /** The run reports its success and ends. */
  report(): Promise<void>;
}

const PR_URL = 'https://github.test/acme/backend/pull/1';

/** A ticket whose implementation has opened its pull request, and works on: it waits for reviewers. */
export async function anOpeningWorld(): Promise<OpeningWorld> {
  const world = await aWorld();
  const passing = days(world, 'silent');
  await passing.minute();
  const [execution] = world.executor.executions;
  if (execution === undefined) throw new Error('no run began');
  const { runId } = execution;
  const { tracker, ticketId } = aTicket();
  await world.runs.notePullRequest(runId, { prUrl: PR_URL });
  await world.lifecycle.send({ type: 'PullRequestOpened', tracker, ticketId, runId });
  await passing.minute();
  return {
    ...aWorldWithPeople(world, passing),
    async beat(minutes) {
      for (let minute = 0; minute < minutes; minute += 1) {
        await world.runs.beat(runId, world.clock.now());
        await passing.pass(1);
      }
    },
    async report() {
      await world.runs.putReport(runId, { report: aReport({ prUrl: PR_URL }), receivedAt: world.clock.now() });
      await world.lifecycle.send({ type: 'RunReported', tracker, ticketId, runId });
      execution.state = 'ended';
    },
  };
}
