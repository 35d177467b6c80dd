import { describe, expect, it } from 'vitest';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { audited } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const { mappingId } = aMapping();

/** The world with a run in flight, and the overview of it. */
async function withRun() {
  const { world, page, signIn } = admin();
  await world.mappings.save(aMapping());
  await world.buckets.saveLimit({ bucketId: 'linear#ENG', tracker: 'linear', limit: 3 });
  const run = aRun({ status: 'running', mappingId, ticketKey: 'ENG-7' });
  await world.runs.reserve(run);
  await world.buckets.claimSlot({ ...run, claimId: 'claim', at: run.reservedAt });
  await signIn();
  return { world, page, run };
}

describe.runIf(hasBrowser)('an admin in a browser', () => {
  it('cancels one run, and is asked for a reason first', async () => {
    const { world, page, run } = await withRun();
    await page.getByRole('button', { name: 'Cancel the run of ENG-7' }).click();
    await page.getByRole('button', { name: 'Cancel run' }).click();
    expect((await world.runs.read(run.runId))?.cancelWish).toBeUndefined();
    await page.getByLabel('Reason').fill('wrong branch');
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByText('The run of ENG-7 is being cancelled').waitFor({ state: 'attached' });

    expect(await world.runs.read(run.runId)).toMatchObject({ cancelWish: { by: 'admin', reason: 'wrong branch' } });
    expect(admin().complaints).toEqual([]);
  });

  it('does nothing when they think better of it', async () => {
    const { world, page } = await withRun();
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByLabel('Reason').fill('too dear');
    await page.getByRole('button', { name: 'Leave it' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await audited(world)).toEqual(['signed_in']);
  });

  it('stops all, sees why, and undoes it', async () => {
    const { world, page } = await withRun();
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('1 mapping), and what is in flight is cancelled (1 run)').waitFor();
    await page.getByLabel('Reason').fill('too dear');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('All runs are stopped', { exact: true }).first().waitFor();
    await page.getByText('too dear (admin, just now). 1 mapping paused, 1 run cancelled.').waitFor();
    expect(await world.mappings.read(mappingId)).toMatchObject({ paused: true });

    await page.getByRole('button', { name: 'Undo the stop' }).click();
    await page.getByRole('button', { name: 'Undo the stop' }).waitFor({ state: 'detached' });
    expect(await world.mappings.read(mappingId)).toMatchObject({ paused: false });
    expect(await audited(world)).toEqual(['signed_in', 'all_stopped', 'stop_undone']);
    expect(admin().complaints).toEqual([]);
  });

  it('cancels the runs of a mapping, and what is due of a ticket', async () => {
    const { world, page, run } = await withRun();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel runs of Backend' }).click();
    await page.getByLabel('Reason').fill('too dear');
    await page.getByRole('button', { name: 'Cancel its runs' }).click();
    await page.getByText('The runs of Backend are cancelled').waitFor({ state: 'attached' });
    expect(await world.runs.read(run.runId)).toMatchObject({ cancelWish: { reason: 'too dear' } });

    const runId = '01KE6XNNNN0000000000000001';
    const work = { phase: 'implementation', mappingId, bucketId: 'linear#ENG', attempt: 2 } as const;
    const next = { ...work, runId, notBefore: world.clock.now() };
    await world.tickets.write(aTicketRecord({ ticketId: 'another', key: 'ENG-8', status: 'implementing', next }));
    await page.getByRole('link', { name: 'Blocked' }).click();
    await page.getByRole('button', { name: 'Cancel ENG-8' }).click();
    await page.getByLabel('Reason').fill('not this one');
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByText('ENG-8 is cancelled').waitFor({ state: 'attached' });
    expect(await world.runs.read(runId)).toMatchObject({ status: 'cancelled', cancelWish: { reason: 'not this one' } });
  });
});

describe.runIf(hasBrowser)('an admin who finds dead letters', () => {
  it('sees why a message failed for good, discards one and sends the others again', async () => {
    const { world, page, signIn } = admin();
    for (const n of [1, 2]) {
      await world.tickets.write(aTicketRecord({ ticketId: `t${n}`, key: `ENG-${n}` }));
      const runId = `01KE6XAAAA000000000000000${n}`;
      await world.lifecycle.send({ type: 'RunReported', tracker: 'linear', ticketId: `t${n}`, runId });
      world.lifecycle.bury();
    }
    const [{ body } = expect.unreachable()] = world.lifecycle.store.dead;
    await world.failures.note(body, { reason: 'linear: answers 503', at: world.clock.now() });
    await signIn();
    await page.getByRole('button', { name: 'Show of lifecycle' }).click();
    await page.getByText('RunReported · just now · Linear: answers 503').waitFor();
    await page.getByRole('button', { name: 'Discard ENG-2' }).click();
    await page.getByLabel('Reason').fill('seen to by hand');
    await page.getByRole('button', { name: 'Discard it' }).click();
    await page.getByText('1 dead letter of the queue lifecycle').waitFor();
    expect(world.lifecycle.store.dead).toHaveLength(1);

    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('of the queue lifecycle').waitFor({ state: 'detached' });
    expect(world.lifecycle.waiting()).toMatchObject([{ ticketId: 't1' }]);
    expect(admin().complaints).toEqual([]);
  });
});
