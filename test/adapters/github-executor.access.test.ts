import { expect, it } from 'vitest';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { aGitHubSubject, MINT } from './a-github-subject.ts';

const the = aGitHubSubject();

it.fails('an App that was installed anew is found at once', async () => {
  await the().dispatch();
  the().clock.advance(HOUR_MS);
  // The installation that this process knows is gone, and there is another one.
  the().simulator.faults.add({ operation: MINT, kind: 'status', status: 404, times: 1 });

  expect(await the().dispatch()).toMatchObject({ outcome: 'dispatched' });
});

it.fails('an execution that can never be cancelled is told from one that cannot be cancelled now', async () => {
  const run = the().run();
  const ordered = await the().dispatch(run);
  if (ordered.outcome !== 'dispatched') expect.unreachable();
  const body = { message: 'Repository was archived so is read-only.' };
  const operation = 'actions/cancel-workflow-run';
  the().simulator.faults.add({ operation, kind: 'status', status: 403, body, times: 1 });

  await expect(the().executor.cancel(run, ordered.workflowRunId)).resolves.toBeUndefined();
});
