import { describe, expect, it } from 'vitest';
import { aRun } from '../builders/a-run.ts';
import { aStep } from '../builders/a-step.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { ACCESS_CODE } from '../functions/admin/an-admin-world.ts';
import { aMappingInput } from './a-mapping-input.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';
import { everyPage } from './every-page.ts';

const admin = anAdminPage();

describe.runIf(hasBrowser)('the admin UI in a browser', () => {
  it('lets in whoever knows the access code, and nobody else', async () => {
    const { site, page, signIn } = admin();
    await page.goto(`${site.url}/admin`);
    await page.getByLabel('Access code').fill('guess');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This is not the access code.').waitFor();
    await signIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access code').waitFor();
  });

  it('creates a mapping, with the advice of the API under the fields', async () => {
    const { world, page, signIn, fill } = admin();
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
    const { world, page, signIn } = admin();
    await signIn();
    await world.operations.createMapping({ body: aMappingInput() });
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Backend' }).click();
    await page.getByRole('button', { name: 'Leave it' }).click();
    expect(await world.mappings.all()).toHaveLength(1);
    await page.getByRole('button', { name: 'Delete Backend' }).click();
    await page.getByLabel('Reason').fill('moved to another team');
    await page.getByRole('button', { name: 'Delete mapping' }).click();
    await page.getByText('No mapping yet').waitFor();
  });

  it('shows a live step without a reload', async () => {
    const { world, page, signIn } = admin();
    const run = aRun({ reservedAt: world.clock.now(), status: 'running' });
    await world.runs.reserve(run);
    await signIn();
    await page.getByText('Add user export').waitFor();
    await page.evaluate(() => Reflect.set(window, 'isSamePage', true));
    await world.runs.noteStep(run.runId, aStep({ name: 'Write the tests' }), world.clock.now());
    await page.getByText('Write the tests', { exact: false }).first().waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'isSamePage'))).toBe(true);
  });
});

describe.runIf(hasBrowser)('a session in a browser', () => {
  it('signs in over the page once a session has ended, and nothing that was typed is lost', async () => {
    const { world, page, signIn, fill } = admin();
    await signIn();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('link', { name: 'New mapping' }).click();
    await fill({ Name: 'Backend', 'Team key': 'ENG', Owner: 'acme', Repository: 'backend' });
    world.clock.advance(13 * 60 * 60_000);
    await page.getByRole('button', { name: 'Create mapping' }).click();
    await page.getByText('The session has ended', { exact: false }).waitFor();
    await page.getByLabel('Access code').fill(ACCESS_CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Backend');
    await page.getByRole('button', { name: 'Create mapping' }).click();
    await page.getByRole('heading', { name: 'Backend' }).waitFor();
  });

  it('opens the description of the API', async () => {
    const { site, page, signIn } = admin();
    expect((await page.request.get(`${site.url}/api/openapi.json`)).status()).toBe(401);
    await signIn();
    const { paths } = (await (await page.request.get(`${site.url}/api/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths)).toContain('/api/runs/{runId}');
  });
});

describe.runIf(hasBrowser)('the list of blocked tickets in a browser', () => {
  it('retries a failed ticket from the list of blocked ones', async () => {
    const { world, page, signIn } = admin();
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

describe.runIf(hasBrowser)('every page of the admin UI', () => {
  it('keeps to its security policy, and logs no error', async () => {
    const { world, site, page, complaints, signIn } = admin();
    const run = aRun({ status: 'running' });
    await world.runs.reserve(run);
    await world.operations.createMapping({ body: aMappingInput() });
    await world.buckets.claimSlot({ ...run, at: run.reservedAt, claimId: 'c' });
    await signIn();
    await world.tickets.write(aTicketRecord());
    for (const path of [...everyPage(run), '/nothing']) {
      await page.goto(`${site.url}/admin${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
    }
    expect(complaints).toEqual([]);
  });

  it('would be caught when it broke its policy', async () => {
    const { page, complaints, signIn } = admin();
    await signIn();
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await expect.poll(() => complaints).toEqual(expect.arrayContaining([expect.stringContaining('policy: style-src')]));
  });

  it('fits a phone', async () => {
    const { world, site, page, signIn } = admin();
    const run = aRun({ status: 'running' });
    await world.runs.reserve(run);
    await world.tickets.write(aTicketRecord());
    await world.operations.createMapping({ body: aMappingInput() });
    await page.setViewportSize({ width: 390, height: 800 });
    await signIn();
    for (const path of everyPage(run)) {
      await page.goto(`${site.url}/admin${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
  });
});
