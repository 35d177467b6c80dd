import { describe, expect, it } from 'vitest';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const { mappingId } = aMapping();

describe.runIf(hasBrowser)('health and dry runs in a browser', () => {
  it('shows what works, and asks GitHub and the tracker when somebody asks', async () => {
    const { world, page, signIn } = admin();
    await world.mappings.save(aMapping());
    await signIn();
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/templates') && asked.push(request.url()));
    await page.getByRole('link', { name: 'Health', exact: true }).click();
    await page.getByText('No poll of linear has succeeded yet', { exact: false }).waitFor();
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Check Backend' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Templates: not installed').waitFor();
    expect(asked).toHaveLength(1);
    expect(admin().complaints).toEqual([]);
  });

  it('says which tickets a mapping would take now', async () => {
    const { world, site, page, signIn } = admin();
    await world.mappings.save(aMapping());
    const bucketId = 'linear#ENG';
    await world.buckets.saveLimit({ bucketId, tracker: 'linear', limit: 1 });
    const of = { detail: 'no slot', createdAt: '2026-01-05T08:00:00.000Z', bucketId, mappingId };
    for (const priority of [1, 2]) {
      const waiting = { ...of, reason: 'at_capacity' as const, priority };
      await world.tickets.write(aTicketRecord({ ticketId: `t${priority}`, key: `ENG-${priority}`, bucketId, waiting }));
    }
    await signIn();
    await page.goto(`${site.url}/admin/mappings/${mappingId}`);
    await page.getByRole('button', { name: 'Look of Backend' }).click();
    await page.getByText('0 of 1 slot in use. 1 ticket would begin.').waitFor();
    await page.getByRole('heading', { name: 'Waits for a slot, in this order' }).waitFor();
    await page.getByRole('link', { name: 'ENG-1' }).click();
    await page.getByRole('heading', { name: 'ENG-1' }).waitFor();
    expect(admin().complaints).toEqual([]);
  });
});
