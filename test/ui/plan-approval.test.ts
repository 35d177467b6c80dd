import { describe, expect, it } from 'vitest';
import { planCommentName, ticketText } from '../../shared/domain/plan.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();

describe.runIf(hasBrowser)('a plan that waits for approval', () => {
  const { tracker, ticketId } = aTicketRecord();

  async function showPlan(body: string): Promise<string> {
    const { world, page, signIn } = admin();
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
    const { world, page, complaints } = admin();
    expect(await page.locator('.plan img').count()).toBe(0);
    await page.getByRole('button', { name: 'Approve plan' }).click();
    await page.getByText('Next run due').waitFor();
    expect(await world.tickets.read({ tracker, ticketId })).toMatchObject({ plan: { approval: { by: 'admin' } } });
    expect(complaints).toEqual([]);
  });

  it('is not approved once a writer has edited it', async () => {
    const commentId = await showPlan('## Approach');
    const { world, page } = admin();
    world.tracker.editComment(ticketId, commentId, '## Approach, edited');
    await page.getByRole('button', { name: 'Approve plan' }).click();
    await page.getByText('The plan changed since it was shown here', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Show again' }).click();
    await page.getByText('edited', { exact: false }).first().waitFor();
    expect(await world.tickets.read({ tracker, ticketId })).toMatchObject({ status: 'awaiting_approval' });
  });

  it('is made anew by a remark, asked for by keyboard, and nothing typed is lost when that fails', async () => {
    await showPlan('## Approach');
    const { world, page, complaints } = admin();
    await world.mappings.save(aMapping({ planningEnabled: false }));
    await page.getByRole('button', { name: 'Ask for another plan' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('What to do instead').fill('Two <b>small</b> steps.');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('has planning off', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Ask for another plan' }).click();
    expect(await page.getByLabel('What to do instead').inputValue()).toBe('Two <b>small</b> steps.');

    const [off] = await world.mappings.all();
    await world.mappings.save({ ...aMapping(), ...off, planningEnabled: true });
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('Next run due').first().waitFor();
    expect(await world.tickets.read({ tracker, ticketId })).toMatchObject({
      plan: { refusal: { remark: 'Two <b>small</b> steps.' } },
      next: { phase: 'planning' },
    });
    expect(complaints).toEqual([expect.stringContaining('409 (Conflict)')]);
  });
});
