import { describe, expect, it } from 'vitest';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const { mappingId } = aMapping();

/** Three tickets that failed, the first longest ago. */
async function threeFailed() {
  const { world, page, signIn } = admin();
  await world.mappings.save(aMapping());
  for (const n of [1, 2, 3]) {
    const updatedAt = plus(world.clock.now(), -(10 - n) * MINUTE_MS);
    const failed = { status: 'implementation_failed', mappingId, failureReason: 'tests fail' } as const;
    await world.tickets.write(aTicketRecord({ ...failed, ticketId: `t${n}`, key: `ENG-${n}`, updatedAt }));
  }
  await signIn();
  await page.getByText('ENG-3', { exact: true }).waitFor();
  return { world, page };
}

describe.runIf(hasBrowser)('the desk in a browser', () => {
  it('is worked off by keyboard alone, until nothing is left', async () => {
    const { world, page } = await threeFailed();
    const focused = () => page.evaluate(() => document.activeElement?.closest('li')?.textContent ?? '');
    await page.keyboard.press('j');
    expect(await focused()).toContain('ENG-1');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused()).toContain('ENG-3');
    await page.keyboard.press('k');
    expect(await focused()).toContain('ENG-2');

    await page.keyboard.press('Enter');
    await page.getByText('ENG-2', { exact: true }).waitFor({ state: 'detached' });
    await expect.poll(focused).toContain('ENG-3');
    for (const key of ['ENG-3', 'ENG-1']) {
      await expect.poll(focused).toContain(key);
      await page.keyboard.press('Enter');
      await page.getByText(key, { exact: true }).waitFor({ state: 'detached' });
    }
    await page.getByText('Nothing waits for you').waitFor();
    expect(world.candidates.waiting()).toHaveLength(3);
    expect(admin().complaints).toEqual([]);
  });

  it('leaves the keys to whoever types', async () => {
    const { page } = await threeFailed();
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByLabel('Reason').pressSequentially('jk');
    expect(await page.getByLabel('Reason').inputValue()).toBe('jk');
  });

  it('says that nothing waits where that is so', async () => {
    const { page, signIn } = admin();
    await signIn();
    await page.getByText('Nothing waits for you').waitFor();
    await expect.poll(() => page.title()).toBe('Overview · AI-Implement');
  });
});
