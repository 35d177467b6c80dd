import { describe, expect, it } from 'vitest';
import type { Role } from '../../shared/contract/admin-access.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { anAccess } from '../builders/an-access.ts';
import { TODAY } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';
import { everyPage } from './every-page.ts';

const admin = anAdminPage();
const mapping = aMapping();
const run = aRun({ status: 'running', mappingId: mapping.mappingId });

/** The UI as somebody of this role has it, with a run in flight and a ticket that failed. */
async function openedBy(role: Role) {
  const { world, site, page } = admin();
  await world.mappings.save(mapping);
  await world.buckets.saveLimit({ bucketId: 'linear#ENG', tracker: 'linear', limit: 3 });
  await world.runs.reserve(run);
  await world.buckets.claimSlot({ ...run, claimId: 'claim', at: run.reservedAt });
  await world.tickets.write(aTicketRecord({ key: 'ENG-9', status: 'implementation_failed' }));
  const accessId = world.keys.hash('secret');
  await world.sessions.create(anAccess({ accessId, role, expiresAt: `${TODAY}T23:00:00.000Z` }));
  await page.context().addCookies([{ name: 'ai_implement_session', value: 'secret', url: site.url }]);
  await page.goto(`${site.url}/admin`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.getByText('ENG-9').first().waitFor();
  return { site, page };
}

/** Names of all buttons on each page but that for admins alone, but that which signs out. */
async function buttons({ site, page }: Awaited<ReturnType<typeof openedBy>>): Promise<string[]> {
  const found = new Set<string>();
  for (const path of everyPage(run).filter((one) => one !== '/access')) {
    await page.goto(`${site.url}/admin${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    for (const button of await page.getByRole('button').all()) found.add(((await button.textContent()) ?? '').trim());
  }
  return [...found].filter((name) => name !== 'Sign out').sort();
}

describe.runIf(hasBrowser)('a viewer in a browser', () => {
  it('is told that they look on, and finds no button that changes anything', async () => {
    const opened = await openedBy('viewer');
    await opened.page.getByText('You look on: a viewer changes nothing.').waitFor();

    // Which asks its tracker and its repository.
    expect(await buttons(opened)).toEqual(['Check Backend']);
    await opened.page.goto(`${opened.site.url}/admin/mappings/${mapping.mappingId}`);
    expect(await opened.page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    expect(admin().complaints).toEqual([]);
    expect(await opened.page.getByRole('link', { name: 'Access', exact: true }).count()).toBe(0);
    await opened.page.goto(`${opened.site.url}/admin/access`);
    await opened.page.getByText('This is for the role admin; yours is viewer.').waitFor();
  });
});

describe.runIf(hasBrowser)('an operator in a browser', () => {
  it('acts on runs and tickets, and is offered nothing about mappings', async () => {
    const opened = await openedBy('operator');
    await opened.page.getByText('mappings and settings are for admins').waitFor();
    const found = (await buttons(opened)).join('\n');

    expect(found).toMatch(/^Cancel the run of/m);
    expect(found).toMatch(/^Retry of ENG-9/m);
    expect(found).not.toMatch(/Stop all|Pause|Delete|Sync templates|Save changes|Create mapping/);
  });
});
