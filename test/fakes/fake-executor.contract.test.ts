import { ulid } from 'ulid';
import { instant } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';
import { executorContract } from '../contracts/executor.ts';
import { fakeClock } from './fake-clock.ts';
import { fakeExecutor } from './fake-executor.ts';

executorContract('in memory', async () => {
  const clock = fakeClock();
  const executor = fakeExecutor(clock);
  const now = () => Date.parse(clock.now());
  return {
    executor,
    aRun: () => aRun({ runId: ulid(), reservedAt: clock.now() }),
    loseNextAnswer: () => executor.faults.loseAnswerOnce('dispatch'),
    failNextOrder: () => executor.faults.failOnce('dispatch'),
    refuseNextOrder: () => executor.refuseOnce({ outcome: 'refused', concerns: 'mapping', reason: 'no workflow' }),
    limitNextOrder: () => executor.refuseOnce({ outcome: 'deferred', retryAt: instant(now() + 60_000) }),
    goDown: () => executor.faults.goDown(),
    lagLists: (ms) => {
      executor.listingLagMs = ms;
    },
    advance: clock.advance,
    now,
    close: async () => {},
  };
});
