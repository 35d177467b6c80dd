import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { bundleUi } from '../../infra/bundle-ui.ts';
import { ACCESS_CODE, type AdminWorld, anAdminWorld } from '../functions/admin/an-admin-world.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { type ServedSite, serveSite } from './serve-site.ts';

/** The UI in a browser, over a world of its own in each test. */
export interface AdminPage {
  world: AdminWorld;
  site: ServedSite;
  page: Page;
  /** Whatever the browser complains about: violations of the policy, errors in scripts, failed requests. */
  complaints: string[];
  signIn(): Promise<void>;
  /** Fills fields by their labels. */
  fill(fields: Record<string, string>): Promise<void>;
}

const executable = findChromium();
/** Without it tests in a browser are left out. */
export const hasBrowser = executable !== undefined;

/** A new page for each test of a file. */
export function anAdminPage(): () => AdminPage {
  let browser: Browser;
  let folder: string;
  let context: BrowserContext;
  let opened: AdminPage;
  beforeAll(async () => {
    if (executable === undefined) return;
    folder = await mkdtemp(join(tmpdir(), 'ui-'));
    [browser] = await Promise.all([launchChromium(executable), bundleUi(folder)]);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    if (executable === undefined) return;
    const world = anAdminWorld();
    const site = await serveSite(world, folder);
    context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(8000);
    const page = await context.newPage();
    const complaints = await listen(page);
    opened = { world, site, page, complaints, signIn: () => signIn(page, site), fill: (fields) => fill(page, fields) };
  });
  afterEach(async () => {
    await context?.close();
    await opened?.site.close();
  });
  return () => opened;
}

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

async function signIn(page: Page, site: ServedSite): Promise<void> {
  await page.goto(`${site.url}/admin`);
  await page.getByLabel('Access code').fill(ACCESS_CODE);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}
