import { describe, expect, it } from 'vitest';
import { planCommentName, ticketText } from '../../shared/domain/plan.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const { mappingId } = aMapping();
const { tracker, ticketId } = aTicketRecord();

describe.runIf(hasBrowser)('tickets in a browser', () => {
  it('are found by their key, whatever became of them, and lead to a page each', async () => {
    const { world, page, signIn } = admin();
    await world.mappings.save(aMapping());
    await world.tickets.write(aTicketRecord({ status: 'merged', mappingId }));
    await world.tickets.write(aTicketRecord({ ticketId: 'other', key: 'ENG-2', title: 'Drop Node 18', mappingId }));
    await signIn();
    await page.getByRole('link', { name: 'Tickets', exact: true }).click();
    await page.getByText('ENG-2', { exact: true }).waitFor();
    expect(await page.getByText('ENG-1', { exact: true }).count()).toBe(0);
    await page.getByLabel('Key').fill('eng-1');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'ENG-1 Add user export' }).click();
    await page.getByRole('heading', { name: 'ENG-1 Add user export' }).waitFor();
    expect(await page.title()).toBe('ENG-1 Add user export · AI-Implement');
    expect(admin().complaints).toEqual([]);
  });

  it('tell their way from mark to merge, with reasons, times and prices', async () => {
    const { world, site, page, signIn } = admin();
    await world.mappings.save(aMapping());
    const run = aRun({ status: 'running', reservedAt: plus(world.clock.now(), -60 * MINUTE_MS), mappingId });
    await world.runs.reserve(run);
    const usage = { turns: 3, inputTokens: 10, outputTokens: 5, costUsd: 1.234 };
    const failure = { kind: 'substance', code: 'tests_failed', reason: 'the tests fail' } as const;
    const endedAt = plus(world.clock.now(), -30 * MINUTE_MS);
    await world.runs.end(run.runId, { status: 'failed', at: endedAt, usage, failure });
    const createdAt = plus(world.clock.now(), -80 * MINUTE_MS);
    const failed = { status: 'implementation_failed', failureReason: 'the tests fail', mappingId } as const;
    await world.tickets.write(aTicketRecord({ ...failed, createdAt, updatedAt: endedAt, runId: run.runId }));
    await signIn();
    await page.goto(`${site.url}/admin/tickets/${tracker}/${ticketId}`);
    await page.getByRole('heading', { name: 'From mark to merge' }).waitFor();
    await page.getByText('50 min waited, 1 min starting, 29 min worked, $1.23').waitFor();
    const rows = await page.locator('.stretch').allInnerTexts();
    expect(rows.map((row) => row.trim().split(/, failed|\n/)[0])).toEqual([
      'Waits for its turn',
      'Starts, or waits for a machine',
      'Implementation',
      'Waits',
    ]);
    await page.getByRole('button', { name: 'Retry of ENG-1' }).click();
    await page.getByText('Next run due').first().waitFor();
    expect(world.candidates.waiting()).toHaveLength(1);
    expect(admin().complaints).toEqual([]);
  });
});

describe.runIf(hasBrowser)('the page of a ticket in a browser', () => {
  it('shows the plan that waits, rendered, and approves it by keyboard', async () => {
    const { world, site, page, signIn } = admin();
    const commentId = world.ids.uuidFrom(planCommentName({ tracker, ticketId }, 'architecture'));
    world.tracker.put(aTicket());
    await world.tracker.comment(ticketId, { commentId, body: '## Approach\n\nStream **rows** <img src=x>' });
    const plan = aPlan({ keys: ['architecture'], ticketHash: world.ids.hashOf(ticketText(aTicket())) });
    await world.tickets.write(anAwaitingRecord({ plan }));
    await signIn();
    await page.goto(`${site.url}/admin/tickets/${tracker}/${ticketId}`);
    await page.getByRole('heading', { name: 'Approach' }).waitFor();
    await page.getByText('<img src=x>').waitFor();
    expect(await page.locator('.plan strong').textContent()).toBe('rows');
    await page.getByRole('button', { name: 'Approve plan' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Next run due').first().waitFor();
    expect(await world.tickets.read({ tracker, ticketId })).toMatchObject({ plan: { approval: { by: 'admin' } } });
    expect(admin().complaints).toEqual([]);
  });

  it('says so where there is none', async () => {
    const { site, page, signIn } = admin();
    await signIn();
    await page.goto(`${site.url}/admin/tickets/linear/nothing`);
    await page.getByText('There is no record of this ticket.').waitFor();
  });
});
