import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalClock, startClock } from '../clock.ts';
import { type LinearSimulator, startLinearSimulator } from '../linear/simulator.ts';
import { newsTeller } from '../people/news.ts';
import type { SimulatedClouds } from '../people/peopled-run.ts';

let clock: LocalClock;
let linear: LinearSimulator;
beforeEach(async () => {
  clock = startClock(Date.parse('2026-05-04T23:58:00Z') - Date.now());
  const seed = { teams: [{ key: 'ENG', name: 'Engineering', issues: [{ title: 'Export' }] }] };
  linear = await startLinearSimulator({ clock, apiKey: 'k', seed });
});
afterEach(async () => {
  await linear.stop();
  clock.stop();
});

test('what happened before is not told, and the stamps follow the clock over midnight', () => {
  linear.mark('ENG-1');
  const lines: string[] = [];
  const tell = newsTeller({ clock, vendors: { linear } as unknown as SimulatedClouds }, (line) => lines.push(line));
  linear.unmark('ENG-1');
  tell();
  clock.advance(3 * 60_000);
  linear.done('ENG-1');
  tell();
  tell();
  expect(lines.map((line) => line.replace(/:\d\d(?= )/, ':ss'))).toEqual([
    '  23:58:ss  ENG-1   label removed: AI-Implement',
    '  The clock was moved: it is 2026-05-05 00:01:ss UTC.',
    '  2026-05-05',
    '  00:01:ss  ENG-1   state: Done',
  ]);
});
