import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleUi } from '../../infra/bundle-ui.ts';
import { planCommentName, ticketText } from '../../shared/domain/plan.ts';
import { anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aRun } from '../builders/a-run.ts';
import { aStep } from '../builders/a-step.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { ACCESS_CODE, type AdminWorld, anAdminWorld } from '../functions/admin/an-admin-world.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { type ServedSite, serveSite } from './serve-site.ts';

const executable = findChromium();
let browser: Browser;
let folder: string;
let world: AdminWorld;
let site: ServedSite;
let context: BrowserContext;
let page: Page;
/** Whatever a browser complains about: violations of the policy, errors in scripts, failed requests. */
let complaints: string[];

beforeAll(async () => {
  if (executable === undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'ui-'));
  [browser] = await Promise.all([launchChromium(executable), bundleUi(folder)]);
});
afterAll(() => browser?.close());

beforeEach(async () => {
  if (executable === undefined) return;
  world = anAdminWorld();
  site = await serveSite(world, folder);
  context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(8000);
  page = await context.newPage();
  complaints = await listen(page);
});
afterEach(async () => {
  await context?.close();
  await site?.close();
});

async function listen(on: Page): Promise<string[]> {
  const heard: string[] = [];
  await on.exposeFunction('reportViolation', (text: string) => heard.push(`policy: ${text}`));
  await on.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = Reflect.get(window, 'reportViolation') as (text: string) => void;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  on.on('console', (message) => message.type() === 'error' && heard.push(`console: ${message.text()}`));
  on.on('pageerror', (error) => heard.push(`script: ${error.message}`));
  return heard;
}

async function signIn(): Promise<void> {
  await page.goto(`${site.url}/admin`);
  await page.getByLabel('Access code').fill(ACCESS_CODE);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

async function fill(fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

describe.runIf(executable !== undefined)('the admin UI in a browser', () => {
  it('lets in whoever knows the access code, and nobody else', async () => {
    await page.goto(`${site.url}/admin`);
    await page.getByLabel('Access code').fill('guess');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This is not the access code.').waitFor();
    await signIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access code').waitFor();
  });

  it('creates a mapping, with the advice of the API under the fields', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('link', { name: 'New mapping' }).click();
    await fill({ Name: 'Backend', 'Team key': 'eng', Owner: 'acme', Repository: 'backend' });
    await page.getByRole('button', { name: 'Create mapping' }).click();
    await page.getByText('The key of a Linear team, in capitals, such as ENG.').waitFor();
    await fill({ 'Team key': 'ENG' });
    await page.getByRole('button', { name: 'Create mapping' }).click();
    await page.getByRole('heading', { name: 'Backend' }).waitFor();
    expect(await world.mappings.all()).toMatchObject([
      { name: 'Backend', teamKey: 'ENG', repo: 'backend', version: 1 },
    ]);
  });

  it('asks before it deletes a mapping', async () => {
    await signIn();
    await world.operations.createMapping({ body: aMappingInput() });
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Backend' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await world.mappings.all()).toHaveLength(1);
    await page.getByRole('button', { name: 'Delete Backend' }).click();
    await page.getByRole('button', { name: 'Delete mapping' }).click();
    await page.getByText('No mapping yet').waitFor();
  });

  it('shows a live step without a reload', async () => {
    const run = aRun({ reservedAt: world.clock.now(), status: 'running' });
    await world.runs.reserve(run);
    await signIn();
    await page.getByText('Add user export').waitFor();
    await page.evaluate(() => Reflect.set(window, 'isSamePage', true));
    await world.runs.putStep(run.runId, aStep({ name: 'Write the tests', startedAt: world.clock.now() }));
    await page.getByText('Write the tests', { exact: false }).first().waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'isSamePage'))).toBe(true);
  });

  it('retries a failed ticket from the list of blocked ones', async () => {
    const { mappingId } = await world.operations.createMapping({ body: aMappingInput() });
    await world.tickets.write(
      aTicketRecord({ status: 'implementation_failed', mappingId, failureReason: 'tests fail' }),
    );
    await signIn();
    await page.getByRole('link', { name: 'Blocked' }).click();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Next run due').waitFor();
    expect(world.candidates.waiting()).toHaveLength(1);
  });
});

describe.runIf(executable !== undefined)('a plan that waits for approval', () => {
  const { tracker, ticketId } = aTicketRecord();

  async function showPlan(body: string): Promise<string> {
    const commentId = world.ids.uuidFrom(planCommentName({ tracker, ticketId }, 'architecture'));
    world.tracker.put(aTicket());
    await world.tracker.comment(ticketId, { commentId, body });
    const plan = aPlan({ keys: ['architecture'], ticketHash: world.ids.hashOf(ticketText(aTicket())) });
    await world.tickets.write(anAwaitingRecord({ plan }));
    await signIn();
    await page.getByRole('link', { name: 'Blocked' }).click();
    await page.getByRole('button', { name: 'Show plan' }).click();
    await page.getByText('Approach', { exact: false }).waitFor();
    return commentId;
  }

  it('is shown as text, and approved as it is shown', async () => {
    await showPlan('## Approach\n\n<img src=x onerror="document.title=1">');
    expect(await page.locator('.plan img').count()).toBe(0);
    await page.getByRole('button', { name: 'Approve plan' }).click();
    await page.getByText('Next run due').waitFor();
    expect(await world.tickets.read({ tracker, ticketId })).toMatchObject({ plan: { approval: { by: 'admin' } } });
    expect(complaints).toEqual([]);
  });

  it('is not approved once a writer has edited it', async () => {
    const commentId = await showPlan('## Approach');
    world.tracker.editComment(ticketId, commentId, '## Approach, edited');
    await page.getByRole('button', { name: 'Approve plan' }).click();
    await page.getByText('The plan changed since it was shown here', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Show again' }).click();
    await page.getByText('edited', { exact: false }).first().waitFor();
    expect(await world.tickets.read({ tracker, ticketId })).toMatchObject({ status: 'awaiting_approval' });
  });
});

describe.runIf(executable !== undefined)('every page of the admin UI', () => {
  it('keeps to its security policy, and logs no error', async () => {
    const run = aRun({ status: 'running' });
    await world.runs.reserve(run);
    await world.operations.createMapping({ body: aMappingInput() });
    await world.buckets.claimSlot({ ...run, at: run.reservedAt, claimId: 'c' });
    await signIn();
    for (const path of ['', '/runs', `/runs/${run.runId}`, '/blocked', '/mappings', '/mappings/new', '/nothing']) {
      await page.goto(`${site.url}/admin${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
    }
    expect(complaints).toEqual([]);
  });

  it('would be caught when it broke its policy', async () => {
    await signIn();
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await expect.poll(() => complaints).toEqual(expect.arrayContaining([expect.stringContaining('policy: style-src')]));
  });

  it('fits a phone', async () => {
    await world.operations.createMapping({ body: aMappingInput() });
    await page.setViewportSize({ width: 390, height: 800 });
    await signIn();
    for (const path of ['', '/runs', '/blocked', '/mappings', '/mappings/new']) {
      await page.goto(`${site.url}/admin${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
  });
});

function aMappingInput() {
  return {
    name: 'Backend',
    tracker: 'linear' as const,
    teamKey: 'ENG',
    owner: 'acme',
    repo: 'backend',
    defaultBranch: 'main',
    planWorkflowFile: 'claude-plan.yml',
    implementWorkflowFile: 'claude-implement.yml',
    planningEnabled: false,
    autoApprovePlans: true,
    executor: 'github-actions' as const,
    provider: 'anthropic' as const,
  };
}
