import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aFinding } from '../builders/a-finding.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../builders/a-pull-request-record.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import type { AdminWorld } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const ago = (world: AdminWorld, minutes: number) => plus(world.clock.now(), -minutes * MINUTE_MS);

/** One at work with more to come, a draft, and one that was merged. */
async function somePullRequests(world: AdminWorld): Promise<void> {
  const ticketId = aTicketRecord().ticketId;
  await world.tickets.write(aTicketRecord({ status: 'pr_ready' }));
  await world.runs.reserve(aRun({ status: 'running' }));
  const requests = [aFollowUpRequest({ instruction: 'add a test <img src=x onerror=alert(1)>' })];
  await world.pullRequests.write(
    aPullRequestRecord({
      ticketId,
      current: { runId: aRun().runId, requests: [] },
      next: { runId: 'run-2', attempt: 1, notBefore: plus(world.clock.now(), HOUR_MS), requests },
      followUpsAt: [ago(world, 60), ago(world, 2)],
      deliveredAt: ago(world, 3),
      reconciledAt: ago(world, 5),
    }),
  );
  await world.pullRequests.write(aPullRequestRecord({ number: 8, ticketId, isDraft: true }));
  await world.pullRequests.write(aPullRequestRecord({ number: 9, ticketId, state: 'merged' }));
  await world.settings.noteDelivery('github', ago(world, 1));
}

describe.runIf(hasBrowser)('the page of pull requests in a browser', () => {
  it('shows how each stands, what works on it, what comes next, and how well it is known', async () => {
    const { world, page, signIn } = admin();
    await somePullRequests(world);
    await signIn();
    await page.getByRole('link', { name: 'Pull requests', exact: true }).click();
    await page.getByText("GitHub's webhook: 1 min ago").waitFor();

    const rows = page.getByRole('listitem');
    const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts.map((text) => /(#\d+).*(Open|Draft|Merged)$/.exec(text)?.slice(1))).toEqual([
      ['#7', 'Open'],
      ['#8', 'Draft'],
      ['#9', 'Merged'],
    ]);
    expect(texts[0]).toMatch(/Follow-up at work.*Next follow-up: asked for by @ada, its project mapping was deleted/);
    expect(texts[0]).toMatch(/Add a test <img src=x onerror=alert\(1\)>/);
    expect(texts[0]).toMatch(/Follow-ups, 24 h 2 Last webhook 3 min ago Last read 5 min ago/);
    expect(texts[1]).toMatch(/Follow-ups, 24 h 0 Last webhook none yet Last read not yet/);
    await page.getByRole('link', { name: 'Follow-up at work' }).click();
    await page.getByRole('heading', { name: 'Add user export' }).waitFor();
  });

  it('says so where there is none, and where the webhook has brought nothing', async () => {
    const { page, site, signIn } = admin();
    await signIn();
    await page.goto(`${site.url}/admin/pull-requests`);
    await page.getByText('No open pull request').waitFor();
    await page.getByText("GitHub's webhook: nothing yet").waitFor();
    expect(await page.getByRole('heading', { name: 'Merged or closed lately' }).count()).toBe(0);
  });

  it('fits a phone, and keeps to its security policy', async () => {
    const { world, page, site, complaints, signIn } = admin();
    await somePullRequests(world);
    await page.setViewportSize({ width: 390, height: 800 });
    await signIn();
    await page.goto(`${site.url}/admin/pull-requests`);
    await page.getByText('Follow-up at work').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(complaints).toEqual([]);
  });
});

describe.runIf(hasBrowser)('the findings of a pull request in a browser', () => {
  it('shows on demand what was found, each with its reason', async () => {
    const { world, page, site, signIn } = admin();
    await somePullRequests(world);
    const said = 'Close the file. <img src=x onerror=alert(1)>';
    await world.pullRequests.writeFinding(aFinding({ body: said, reason: 'run_failed' }));
    const answeredBy = { runId: aRun().runId, commit: '0123456789', at: ago(world, 1) };
    await world.pullRequests.writeFinding(aFinding({ fingerprint: 'f2', state: 'addressed', answeredBy }));
    await signIn();
    await page.goto(`${site.url}/admin/pull-requests`);
    await page.getByText('Findings of acme/backend#7').click();

    const found = page.locator('.finding');
    await found.first().waitFor();
    const texts = (await found.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts[0]).toContain(`${said} The run that was to answer it failed.`);
    expect(texts[1]).toMatch(/^addressed @ada.* A run answered it with 01234567\. The run/);
    await page.getByText('Findings of acme/backend#8').click();
    await page.getByText('Nothing was found.').waitFor();
  });
});
