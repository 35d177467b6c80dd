import { expect, test } from 'vitest';
import { eventually, startSmallLaptop } from './fixtures/laptop-under-test.ts';

test('a job goes from a function over the queue to another function and into the table', async () => {
  const { laptop, jobItem } = await startSmallLaptop();

  const result = await laptop.invoke('feeder', { jobs: [{ id: 'a' }, { id: 'b' }] });

  expect(result).toEqual({ sent: 2 });
  expect(await eventually(() => jobItem('a'))).toMatchObject({ done: 1, receives: 1 });
  expect(await eventually(() => jobItem('b'))).toMatchObject({ done: 1, receives: 1 });
  await eventually(() => laptop.isIdle());
  expect(laptop.counters.accessDenied()).toBe(0);
  expect(laptop.counters.writes({ principal: 'worker' })).toBe(2);
});
