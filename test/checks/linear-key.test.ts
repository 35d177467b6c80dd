import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeWorkspace } from '../../shared/adapters/linear/see-workspace.ts';
import { linearChecks } from '../../shared/checks/vendor-checks.ts';
import type { Check } from '../../shared/contract/check.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { API_KEY, startLinear } from '../adapters/linear-harness.ts';

const store = 'then run `npm run setup -- prod`';
/** What is not as it should be, in the order found. */
const wrong = (checks: readonly Check[]) => checks.filter(({ verdict }) => verdict !== 'ok');

let linear: LinearSimulator;
beforeAll(async () => {
  ({ simulator: linear } = await startLinear());
});
afterAll(() => linear.stop());

const looked = async (apiKey: string) =>
  linearChecks(await seeWorkspace({ apiUrl: linear.url, apiKey: async () => apiKey }), { store });

test('a key of Linear that is good says whose it is, and its teams', async () => {
  expect(await looked(API_KEY)).toMatchObject([
    { code: 'linear_signs_in', evidence: 'Linear knows the key as that of AI-Implement in Acme.' },
    { code: 'linear_sees_teams', evidence: 'It sees the teams ENG, OPS.' },
  ]);
});

test.each(['lin_api_wrong', ''])(
  'a key of Linear that is %o is refused, with the page that makes another',
  async (key) => {
    expect(await looked(key)).toMatchObject([
      {
        code: 'linear_key_refused',
        verdict: 'failed',
        remedy: expect.stringMatching(/linear\.app\/settings.*setup -- prod/),
      },
    ]);
  },
);

test('a key of Linear that sees no team is of no use', async () => {
  const kept = linear.export();
  linear.import({ ...kept, teams: [] });

  expect(wrong(await looked(API_KEY))).toMatchObject([
    { code: 'linear_sees_nothing', verdict: 'failed', remedy: expect.stringContaining('member of the teams') },
  ]);
  linear.import(kept);
});

test('a key of Linear is not judged while Linear has a fault', async () => {
  linear.faults.add({ operation: '*', kind: 'status', status: 503, times: 1 });

  expect(await looked(API_KEY)).toMatchObject([{ code: 'linear_unanswered', verdict: 'not_tried' }]);
});
