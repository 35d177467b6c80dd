import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redeliver } from '../../../functions/advance-run/redeliver.ts';
import { webhookDeliveries } from '../../../shared/adapters/github/webhook-deliveries.ts';
import { fakeRedeliveryStore } from '../../fakes/fake-redelivery-store.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import type { BrokenAnswer } from './broken-answers.ts';
import { DELIVERY_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What becomes of a delivery that failed, by each answer of GitHub's.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const ROW = { id: 1, guid: 'guid-1', delivered_at: '2026-01-05T09:00:00Z', status_code: 502 };

/** One delivery that failed, which may be tried again. */
function own(request: string): BrokenAnswer | undefined {
  const headers = { 'content-type': 'application/json' };
  if (request.startsWith('GET /app/hook/deliveries')) return { status: 200, headers, body: JSON.stringify([ROW]) };
  return request.endsWith('/attempts') ? { status: 202, headers, body: '{}' } : undefined;
}

describe.each(DELIVERY_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const redeliveries = fakeRedeliveryStore();
    const deps = { deliveries: webhookDeliveries(github.settings(github.clock.now)), redeliveries };
    const answered = github.answer(asked, name, own);
    await redeliver(deps);

    expect(answered()).toBeGreaterThan(0);
    // Only what was taken, or is no more, is done with; all else is asked for with the next look.
    const isOver = outcome === 'value' || outcome === 'gone';
    expect(await redeliveries.read()).toEqual(isOver ? { 'guid-1': '1' } : {});
    github.answer(/^NOTHING$/, name, own);
    await redeliver(deps);
    expect(await redeliveries.read()).toEqual({ 'guid-1': '1' });
  });
});
