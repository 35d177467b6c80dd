import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { aGitHubSubject, DISPATCH, MINT } from './a-github-subject.ts';

const the = aGitHubSubject();

describe('tokens', () => {
  it('are minted once for a repository and used for all it is asked', async () => {
    const ofRun = the().run();
    const outcome = await the().dispatch(ofRun);
    await the().executor.find(ofRun);
    if (outcome.outcome === 'dispatched') await the().executor.cancel(ofRun, outcome.workflowRunId);
    expect(the().simulator.counts().mintings).toBe(1);
  });

  it('are minted once for orders at the same time', async () => {
    await Promise.all([the().dispatch(), the().dispatch(), the().dispatch()]);
    expect(the().simulator.counts().mintings).toBe(1);
  });

  it('are minted for each repository, since one does not reach the other', async () => {
    await the().dispatch();
    expect(await the().dispatch(the().run({ repo: 'frontend' }))).toMatchObject({ outcome: 'dispatched' });
    expect(the().simulator.counts().mintings).toBe(2);
  });

  it('are minted anew five minutes before they expire', async () => {
    await the().dispatch();
    the().clock.advance(HOUR_MS - 6 * MINUTE_MS);
    await the().dispatch();
    expect(the().simulator.counts().mintings).toBe(1);
    the().clock.advance(2 * MINUTE_MS);
    expect(await the().dispatch()).toMatchObject({ outcome: 'dispatched' });
    expect(the().simulator.counts().mintings).toBe(2);
  });

  it('that GitHub took back are replaced, and the order is sent once more', async () => {
    await the().dispatch();
    const body = { message: 'Bad credentials' };
    the().simulator.faults.add({ operation: DISPATCH, kind: 'status', status: 401, body, times: 1 });
    expect(await the().dispatch()).toMatchObject({ outcome: 'dispatched' });
    expect(the().simulator.counts()).toMatchObject({ mintings: 2, workflowRuns: 2 });
  });

  it('are asked of a new installation when the known one is gone', async () => {
    await the().dispatch();
    the().clock.advance(HOUR_MS);
    the().simulator.faults.add({ operation: MINT, kind: 'status', status: 404, times: 1 });
    await the().dispatch();
    expect(await the().dispatch()).toMatchObject({ outcome: 'dispatched' });
  });
});
