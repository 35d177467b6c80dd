import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { aGitHubSubject, DISPATCH } from './a-github-subject.ts';

const the = aGitHubSubject();

describe('looking up', () => {
  it('pages through more than a hundred runs', async () => {
    const first = the().run({ runId: '01KE6XAAAA0000000000000100' });
    await the().dispatch(first);
    for (let n = 0; n < 120; n += 1) await the().dispatch(the().run({ runId: `01KE6XBBBB0000000000000${n + 100}` }));
    expect(await the().executor.find(first)).toHaveLength(1);
    expect(the().simulator.counts().requests['actions/list-workflow-runs']).toBe(2);
  });

  it('finds both runs that a lost answer led to', async () => {
    the().simulator.faults.add({ operation: DISPATCH, kind: 'lost_answer', times: 1 });
    await the().dispatch();
    await the().dispatch();
    expect(await the().executor.find(the().run())).toHaveLength(2);
  });

  it('finds nothing where the App was removed meanwhile', async () => {
    the().repository.isInstalled = false;
    expect(await the().executor.find(the().run())).toEqual([]);
    expect(await the().executor.state(the().run(), '1')).toBe('gone');
  });

  it('says until when a rate limit lasts', async () => {
    the().simulator.faults.add({ operation: 'actions/list-workflow-runs', kind: 'rate_limited', times: 1 });
    await expect(the().executor.find(the().run())).rejects.toMatchObject({
      reason: 'rate_limited',
      retryAt: expect.stringMatching(/Z$/),
    });
  });

  it('is unavailable when an answer breaks off or has another form', async () => {
    the().simulator.faults.add({ operation: 'actions/list-workflow-runs', kind: 'status', status: 200, body: {} });
    await expect(the().executor.find(the().run())).rejects.toMatchObject({ reason: 'outage' });
  });

  it('shows no token in its errors, however deep one looks', async () => {
    const error = await failingFind();
    expect(error).toBeInstanceOf(ServiceUnavailable);
    const shown = inspect(error, { depth: 20, showHidden: true });
    expect(shown).toContain('502');
    expect(shown).not.toMatch(/ghs_|Bearer|authorization/i);
  });
});

async function failingFind(): Promise<unknown> {
  the().simulator.faults.add({ operation: 'actions/list-workflow-runs', kind: 'status', status: 502 });
  return the()
    .executor.find(the().run())
    .catch((error: unknown) => error);
}
