import { sign } from '@octokit/webhooks-methods';
import { systemClock, systemIds } from '../../../shared/runtime/identities.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aRun } from '../../builders/a-run.ts';
import type { StrippedWorld } from './stripped-world.ts';

/** Brings GitHub's word that a pull request of ours was closed. */
export async function deliverWebhook({ stores, laptop, secrets }: StrippedWorld): Promise<void> {
  const record = aPullRequestRecord();
  await stores.pullRequests.write(record);
  const { owner, repo, number } = record;
  const repository = { id: 1, full_name: `${owner}/${repo}` };
  const body = JSON.stringify({ action: 'closed', repository, pull_request: { number } });
  await fetch(`${laptop.url}/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': await sign(secrets.githubWebhookSecret, body),
    },
    body,
  });
}

/** A delivery failed, and the moment has come to look for such. */
export async function lookForDeliveries({ github, lifecycle }: StrippedWorld): Promise<void> {
  const told = { guid: crypto.randomUUID(), event: 'push', action: 'x', repository: 'acme/backend' };
  const deliveredAt = Date.parse(systemClock.now());
  github.hook.deliveries().push({ id: '3804004623172239365', ...told, deliveredAt, statusCode: 502 });
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'redeliver', dueAt: systemClock.now() } });
}

/** Tells of a comment on a pull request of ours, as its repository's workflow does. */
export async function tellOfComment({ stores, laptop, github }: StrippedWorld): Promise<void> {
  const mapping = aMapping();
  await stores.mappings.save(mapping);
  const record = aPullRequestRecord({ mappingId: mapping.mappingId });
  await stores.pullRequests.write(record);
  const ref = `refs/heads/${mapping.defaultBranch}`;
  const token = await github.identityOf({
    ...{ id: 1, repository: `${record.owner}/${record.repo}`, workflow: 'comment-trigger.yml', name: '', attempt: 1 },
    ...{ branch: mapping.defaultBranch, inputs: { callback_url: laptop.url }, hasPassedGate: false },
    ...{ createdAt: 0, listedAt: 0, updatedAt: 0, status: 'in_progress', conclusion: null },
    event: { name: 'issue_comment', ref, actor: 'ada', payload: {} },
  });
  await fetch(`${laptop.url}/trigger/gap-fill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-github-oidc-token': token ?? '' },
    body: JSON.stringify({ kind: 'conversation', commentId: '1', pullNumber: record.number, isInsider: true }),
  });
}

interface Place {
  ticketId: string;
  mappingId: string;
}

/** A pull request on which a follow-up is wanted. */
async function wantedFollowUp({ stores }: StrippedWorld, place: Place & { repo: string; number: number }) {
  const now = systemClock.now();
  const next = { runId: systemIds.ulid(), attempt: 1, notBefore: now, requests: [aFollowUpRequest()] };
  const record = aPullRequestRecord({ ...place, next });
  await stores.pullRequests.write(record);
  return { runId: next.runId, pull: { owner: record.owner, repo: record.repo, number: record.number } };
}

/** Offers a follow-up to dispatch-run, which asks GitHub whether its pull request is open still; nobody else opens one there. */
export async function offerFollowUp(world: StrippedWorld, place: Place) {
  const { people } = world.github;
  const repo = 'mobile';
  const { head } = aPullRequestRecord();
  await people.push(`acme/${repo}`, head, { 'export.md': 'It exports.' }, 'Export');
  const number = await people.openPull(`acme/${repo}`, { title: 'Export', head });
  const { runId, pull } = await wantedFollowUp(world, { ...place, repo, number });
  const offeredAt = systemClock.now();
  await world.candidates.offer(aCandidate({ ...place, runId, phase: 'gap-fill', pull, offeredAt }));
}

/** A follow-up ended that was cut off before it was written: its pull request is found by its ticket. */
export async function endFollowUp(world: StrippedWorld, place: Place) {
  const { runId } = await wantedFollowUp(world, { ...place, repo: 'backend', number: 22 });
  const at = systemClock.now();
  const over = { status: 'failed', endedAt: at, reservedAt: at, dispatchesTaken: 0, dispatchesAllowed: 0 } as const;
  const run = aRun({ ...place, ...over, runId, phase: 'gap-fill' });
  await world.stores.runs.reserve(run);
  await world.lifecycle.send({ type: 'RunEnded', ...run });
}
