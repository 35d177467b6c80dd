import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../ui/chromium.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// A person's way through the UI, on the stack as it is deployed.

const executable = findChromium();
let browser: Browser;
let system: QuietSystem;
let page: Page;
/** Violations of the security policy and errors, as the browser tells them. */
const complaints: string[] = [];

beforeAll(async () => {
  if (executable === undefined) return;
  // Steps last long enough to be seen, since real time goes on while the page is looked at.
  [browser, system] = await Promise.all([
    launchChromium(executable),
    startQuietSystem({ runTimes: { stepMs: 5 * 60_000 } }),
  ]);
  page = await browser.newPage({ reducedMotion: 'reduce' });
  page.setDefaultTimeout(20_000);
  await page.exposeFunction('reportViolation', (text: string) => complaints.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = Reflect.get(window, 'reportViolation') as (text: string) => void;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

describe.runIf(executable !== undefined)('a person in a browser', () => {
  it('signs in, joins a label to a repository, and watches the first run of it step by step without a reload', async () => {
    await page.goto(`${system.laptop.url}/admin`);
    await page.getByLabel('Access code').fill(system.secrets.accessCode);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('link', { name: 'New mapping' }).click();
    const fields = { Name: 'Site', 'Team key': 'OPS', Owner: 'acme', Repository: 'mobile' };
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(/^Label/).fill('site');
    await page.getByLabel('Plan first').selectOption('false');
    await page.getByRole('button', { name: 'Create mapping' }).click();
    await page.getByRole('heading', { name: 'Site' }).waitFor();
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.evaluate(() => Reflect.set(window, 'isSamePage', true));

    const key = system.linear.createIssue('OPS', { title: 'Draw the start page' });
    system.linear.addLabel(key, 'site');
    system.linear.mark(key);
    await system.until(() => system.github.dispatches().some(({ inputs }) => inputs['ticket_key'] === key));
    expect(system.github.dispatches().at(-1)).toMatchObject({ repo: 'acme/mobile' });
    await page.getByText('Draw the start page').first().waitFor();

    for (const step of ['Clone the repository', 'Install dependencies']) {
      await system.until(async () => (await runningStep(key)) === step);
      await page.getByText(step).first().waitFor();
    }
    expect(await page.evaluate(() => Reflect.get(window, 'isSamePage'))).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('finds its ticket with the way that it went, its run, and what is said of all of it', async () => {
    await page.getByRole('link', { name: 'Tickets', exact: true }).click();
    await page.getByRole('link', { name: 'Draw the start page' }).click();
    await page.getByRole('heading', { name: 'From mark to merge' }).waitFor();
    await page.getByRole('link', { name: 'Implementation' }).waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByLabel('Status').selectOption('live');
    await page.getByRole('link', { name: 'Draw the start page' }).waitFor();
    for (const name of ['Spend', 'Health', 'Blocked', 'Pull requests', 'Audit']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.waitForLoadState('networkidle');
    }
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Pull requests' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

async function runningStep(key: string): Promise<string | undefined> {
  const run = system.github.runs().find(({ inputs }) => inputs['ticket_key'] === key);
  const steps = await system.stores.runs.steps(run?.inputs['run_id'] ?? '');
  return steps.find(({ status }) => status === 'running')?.name;
}
