import { describe, expect, it } from 'vitest';
import { anAccess } from '../builders/an-access.ts';
import { TODAY } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();

describe.runIf(hasBrowser)('the page of access in a browser', () => {
  it('makes a token, shows it once, and revokes it', async () => {
    const { world, site, page, signIn, fill } = admin();
    await signIn();
    await page.getByRole('link', { name: 'Access', exact: true }).click();
    await page.getByText('No token').waitFor();
    await fill({ Name: 'ci reader', Days: '7' });
    await page.getByRole('button', { name: 'Make token' }).click();
    await page.getByText('Letters, digits, dots and dashes').waitFor();
    await fill({ Name: 'ci-reader' });
    await page.getByLabel('Role').selectOption('operator');
    await page.getByRole('button', { name: 'Make token' }).click();
    const token =
      (await page
        .getByRole('status')
        .getByText(/^ai_implement_/)
        .textContent()) ?? '';
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${site.url}/api/overview`, { headers })).status).toBe(200);
    await page.getByText(/^ci-reader \(/).waitFor();
    await page.reload();
    await page.getByText(/^ci-reader \(/).waitFor();
    expect(await page.getByText(token).count()).toBe(0);
    await page.getByRole('button', { name: /^Revoke ci-reader/ }).click();
    await page.getByLabel('Reason').fill('not needed');
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await page.getByText('No token').waitFor();
    expect((await fetch(`${site.url}/api/overview`, { headers })).status).toBe(401);
    expect(await world.sessions.list('token', world.clock.now())).toEqual([]);
  });

  it('ends the session of somebody else, and says which is yours', async () => {
    const { world, page, signIn } = admin();
    await world.sessions.create(
      anAccess({ accessId: 'a'.repeat(64), name: 'pat', expiresAt: `${TODAY}T23:00:00.000Z` }),
    );
    await signIn();
    await page.getByRole('link', { name: 'Access', exact: true }).click();
    await page.getByText('yours', { exact: false }).waitFor();
    await page.getByRole('button', { name: /^Revoke pat/ }).click();
    await page.getByLabel('Reason').fill('left');
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await page.getByText('pat (aaaaaaaa)', { exact: true }).first().waitFor({ state: 'detached' });
    expect(await world.audit.ofDay(TODAY)).toMatchObject([
      { action: 'session_revoked', subject: 'pat', detail: 'left' },
      {},
    ]);
    expect(admin().complaints).toEqual([]);
  });
});
