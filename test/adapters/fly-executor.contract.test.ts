import { ulid } from 'ulid';
import { flyExecutor } from '../../shared/adapters/fly/fly-executor.ts';
import { instant } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';
import { executorContract } from '../contracts/executor.ts';
import { aFlyApp, flySettings } from './a-fly-app.ts';

executorContract('on Fly Machines', async () => {
  const { clock, fly, close } = await aFlyApp();
  return {
    executor: flyExecutor(flySettings(fly, clock)),
    aRun: () => aRun({ runId: ulid(), executor: 'fly-machines', reservedAt: instant(clock.now()) }),
    loseNextAnswer: () => fly.faults.add({ operation: 'create', kind: 'lost_answer', times: 1 }),
    failNextOrder: () => fly.faults.add({ operation: 'create', kind: 'status', status: 502, times: 1 }),
    refuseNextOrder: () => {
      const body = { error: "app 'ai-implement-runs' not found" };
      fly.faults.add({ operation: 'create', kind: 'status', status: 404, body, times: 1 });
    },
    limitNextOrder: () => fly.faults.add({ operation: 'create', kind: 'rate_limited', times: 1 }),
    goDown: () => fly.faults.add({ operation: '*', kind: 'status', status: 503 }),
    lagLists: fly.lagLists,
    advance: clock.advance,
    now: clock.now,
    close,
  };
});
