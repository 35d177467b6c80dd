import { ulid } from 'ulid';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { instant } from '../../shared/domain/time.ts';
import { APP, aGitHubSimulator } from '../../simulators/test/a-github-simulator.ts';
import { aRun } from '../builders/a-run.ts';
import { executorContract } from '../contracts/executor.ts';

const DISPATCH = 'actions/create-workflow-dispatch';

executorContract('on GitHub Actions', async () => {
  const { clock, simulator, close } = await aGitHubSimulator();
  const { faults, slow } = simulator;
  return {
    executor: githubExecutor({ apiUrl: simulator.url, ...APP, now: clock.now }),
    aRun: () => aRun({ runId: ulid(), reservedAt: instant(clock.now()) }),
    loseNextAnswer: () => faults.add({ operation: DISPATCH, kind: 'lost_answer', times: 1 }),
    failNextOrder: () => faults.add({ operation: DISPATCH, kind: 'status', status: 502, times: 1 }),
    refuseNextOrder: () => {
      const body = { message: 'No ref found for: main' };
      faults.add({ operation: DISPATCH, kind: 'status', status: 422, body, times: 1 });
    },
    limitNextOrder: () => faults.add({ operation: DISPATCH, kind: 'rate_limited', times: 1 }),
    goDown: () => faults.add({ operation: '*', kind: 'status', status: 503 }),
    lagLists: (ms) => {
      slow.listLagMs = () => ms;
    },
    advance: clock.advance,
    now: clock.now,
    close,
  };
});
