import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_MOVES } from '../../simulators/people/admin-moves.ts';
import { MAPPINGS_WITHOUT_PLANNING } from '../../simulators/seed/seed.ts';
import { findChromium, launchChromium } from '../ui/chromium.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// All is stopped with ten runs in flight, and undone, on the stack as it is deployed.

const RUNS = 10;
const executable = findChromium();
let browser: Browser;
let system: QuietSystem;
let page: Page;
let keys: string[];
const complaints: string[] = [];

const liveKeys = async () => (await system.stores.runs.open()).map(({ ticketKey }) => ticketKey).sort();
const dispatched = (key: string) => system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key);
const held = async () => (await system.stores.buckets.all()).flatMap(({ slots }) => Object.keys(slots));

beforeAll(async () => {
  if (executable === undefined) return;
  // A run that was stopped at work costs what it might have cost, and five of a mapping are stopped twice: budgets are none of this.
  const budgets = { budgetUsdPerTicket: 1_000, budgetUsdPerDay: 1_000 };
  const mappings = MAPPINGS_WITHOUT_PLANNING.map((mapping) => ({
    ...mapping,
    ...budgets,
    maxInProgress: RUNS / 2,
  }));
  // Each step lasts longer than the test: nothing ends by itself.
  [browser, system] = await Promise.all([
    launchChromium(executable),
    startQuietSystem({ mappings, runTimes: { stepMs: 20 * 60_000 } }),
  ]);
  keys = Array.from({ length: RUNS }, (_, n) => system.markNew(n % 2 === 0 ? 'ENG' : 'OPS', `Change part ${n + 1}`));
  await system.until(async () => system.github.runs().filter(({ status }) => status === 'in_progress').length === RUNS);
  page = await browser.newPage({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(40_000);
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  await page.goto(`${system.laptop.url}/admin`);
  await page.getByLabel('Access code').fill(system.secrets.accessCode);
  await page.getByRole('button', { name: 'Sign in' }).click();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

describe.runIf(executable !== undefined)('an admin in a browser, with ten runs in flight', () => {
  it('stops all: every run ends, and every ticket says who and why', async () => {
    expect(await liveKeys()).toEqual([...keys].sort());
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('(3 mappings), and what is in flight is cancelled (10 runs)').waitFor();
    await page.getByLabel('Reason').fill('The model writes nonsense today');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('3 mappings paused, 10 runs cancelled.').waitFor();

    await system.until(async () => (await liveKeys()).length === 0 && (await held()).length === 0);
    await system.until(() => system.github.runs().every(({ conclusion }) => conclusion === 'cancelled'));
    for (const key of keys) {
      await system.until(() => system.linear.labelsOf(key).length === 0 && system.linear.commentsOf(key).length > 0);
      expect(system.linear.commentsOf(key).map(({ body }) => body)).toMatchObject([
        expect.stringContaining('An admin of AI-Implement stopped all runs: The model writes nonsense today'),
      ]);
    }
    await page.getByText('Nothing in flight').waitFor();
  });

  it('has nothing begin while that is so, whatever is marked', async () => {
    const key = system.markNew('ENG', 'Marked meanwhile');
    await system.pass(5 * 60_000);
    expect(dispatched(key)).toEqual([]);
    await page.getByRole('link', { name: 'Blocked' }).click();
    await page.getByText('An admin stopped all runs').first().waitFor();
    keys.push(key);
  });

  it('undoes it: what was stopped runs again, and what waited begins', async () => {
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByRole('button', { name: 'Undo the stop' }).click();
    await page.getByRole('button', { name: 'Undo the stop' }).waitFor({ state: 'detached' });
    await system.until(async () => (await liveKeys()).length === RUNS);
    await page.getByText('Change part 1', { exact: false }).first().waitFor();

    for (const key of keys.slice(0, RUNS)) expect(dispatched(key)).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it('has the same by the moves of the laptop', async () => {
    const [first = ''] = keys;
    const move = (name: string, ...args: string[]) => ADMIN_MOVES[name]?.make(system, args);
    expect(await move('cancel', first, 'Not this one')).toBe(`the run of ${first} is being cancelled`);
    await system.until(async () => !(await liveKeys()).includes(first));
    await expect(move('cancel', first, 'Not this one')).rejects.toThrow(`no run of ${first} is in flight`);
    expect(await move('cancel-mapping', 'Infrastructure', 'Nor these')).toBe(
      '5 runs of Infrastructure are being cancelled',
    );
    await expect(move('cancel-mapping', 'Nothing', 'Nor these')).rejects.toThrow('there is no mapping Nothing');
    expect(await move('stop-all', 'Enough')).toMatch(/^mappings paused: 3, runs that are being cancelled: [45];/);
    await system.until(async () => (await liveKeys()).length === 0);
    expect(await move('undo-stop')).toMatch(/^mappings resumed: 3, runs that go on: [45]$/);
    await expect(move('undo-stop')).rejects.toThrow('no stop of all runs is in force');
    await system.until(async () => (await liveKeys()).length > 0);
  });
});
