import { expect, it } from 'vitest';
import { startLinear } from './linear-harness.ts';

it('reads related tickets and our comments with one request each, cheap enough for every admission', async () => {
  const { simulator, tracker } = await startLinear();
  try {
    const parent = simulator.createIssue('ENG', { title: 'parent' });
    const ticketId = simulator.idOf(simulator.createIssue('ENG', { title: 'child', parent }));
    await tracker.related(ticketId);
    await tracker.ourComments(ticketId, ['7f9c2a44-0000-4000-8000-000000000009']);
    const counts = simulator.counts();

    expect(counts.byOperation).toEqual({ RelatedTickets: 1, OurComments: 1 });
    for (const points of Object.values(counts.complexityByOperation)) expect(points).toBeLessThan(200);
  } finally {
    await simulator.stop();
  }
});

it('cuts titles that are very long', async () => {
  const { simulator, tracker } = await startLinear();
  try {
    const blocker = simulator.createIssue('ENG', { title: 'x'.repeat(1000) });
    const key = simulator.createIssue('ENG', { title: 'blocked' });
    simulator.block(key, blocker);

    expect((await tracker.related(simulator.idOf(key))).dependencies[0]?.title).toHaveLength(200);
  } finally {
    await simulator.stop();
  }
});
