import { aMapping } from '../../builders/a-mapping.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import type { StrippedWorld } from './stripped-world.ts';

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
