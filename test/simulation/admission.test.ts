import { describe, expect, test } from 'vitest';
import type { Check } from './admission/checks.ts';
import { type Mechanism, mechanisms } from './admission/world.ts';
import { searchWithout } from './admission.ts';
import { expectHolds } from './expect-holds.ts';

/** What goes wrong first when a mechanism is left out. A record: a new mechanism without its check does not compile. */
const brokenWithout: Readonly<Record<Mechanism, Check>> = {
  'slot condition': 'a bucket is over its limit',
  'claim lease': 'a live run is not on its dispatch record',
  'record condition': 'a live run is not on its dispatch record',
  lease: 'a workflow run is made for a run that is over, without a lost answer or crash',
  tombstone: 'a live dispatch record is left behind',
  'timer sweep': 'a slot is left behind',
  gate: 'a workflow run works that the gate would have sent away',
  'release condition': 'a live run is not on its dispatch record',
  'mapping look': 'a run is live that a stop did not meet',
  'stop tombstone': 'a run is live that a stop did not meet',
  'budget condition': 'a day costs more than its budget allows',
  'budget of a tombstone': 'a budget holds what nobody spends',
  'budget given back': 'a budget holds what nobody spends',
  'report first': 'an accepted report is overridden by a verdict',
  'report mark': 'an accepted report is overridden by a verdict',
};

describe('the admission protocol', () => {
  test(
    'holds in every state that two runs can reach with one fault, and with two where both want one slot',
    {
      timeout: 600_000,
    },
    () => expectHolds(({ hasBudget }) => !hasBudget),
  );

  test.each(Object.keys(mechanisms) as Mechanism[])('goes wrong without: %s', { timeout: 300_000 }, (mechanism) => {
    expect(searchWithout(mechanism)?.check).toBe(brokenWithout[mechanism]);
  });
});
