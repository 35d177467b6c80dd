import { describe, expect, it } from 'vitest';
import { aMapping } from '../builders/a-mapping.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();

describe.runIf(hasBrowser)('an admin who looks at what was done', () => {
  it('sees who did what and why, and that nothing is missing', async () => {
    const { world, page, signIn } = admin();
    await world.mappings.save(aMapping());
    await signIn();
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByLabel('Reason').fill('too dear');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('All runs are stopped', { exact: true }).first().waitFor();

    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    await page.getByText('all stopped').waitFor();
    const rows = await page.getByRole('main').getByRole('listitem').allInnerTexts();
    expect(rows.map((row) => row.split('\n')[0])).toEqual(['all stopped', 'signed in']);
    expect(rows[0]).toContain('too dear');
    expect(await page.getByText('The chain of this day is broken').count()).toBe(0);

    await page.getByLabel('Day (UTC)').fill('2026-01-04');
    await page.getByText('Nothing was noted on this day').waitFor();
    expect(admin().complaints).toEqual([]);
  });

  it('is told which link of a day is broken, and what stands outside of the chain', async () => {
    const { world, page, signIn } = admin();
    const { ofDay } = world.audit;
    for (const subject of ['ENG-1', 'ENG-2', 'ENG-3', 'ENG-4']) {
      const entry = { at: world.clock.now(), actor: 'admin', action: 'ticket_retried', subject };
      await world.audit.add({ ...entry, entryId: world.ids.ulid() });
    }
    world.audit.ofDay = async (day) => [
      ...(await ofDay(day))
        .filter(({ subject }) => subject !== 'ENG-2')
        .map((entry) => (entry.subject === 'ENG-4' ? { ...entry, subject: 'ENG-9' } : entry)),
      { entryId: '00', at: world.clock.now(), actor: 'admin', action: 'slipped_in', subject: 'ENG-5' },
    ];
    await signIn();
    await page.getByRole('link', { name: 'Audit', exact: true }).click();

    await page.getByText('The chain of this day is broken').waitFor();
    await page.getByText('No. 2 is missing. No. 4 was changed after it was noted.').waitFor();
    await page.getByText('1 entry outside of the chain').waitFor();
    await page.getByText('slipped in').waitFor();
    expect(admin().complaints).toEqual([]);
  });
});
