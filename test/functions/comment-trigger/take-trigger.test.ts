import { describe, expect, test } from 'vitest';
import { takeTrigger } from '../../../functions/comment-trigger/take-trigger.ts';
import type { CommentTrigger } from '../../../shared/contract/comment-trigger.ts';
import type { WorkflowClaims } from '../../../shared/domain/workflow-claims.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aFollowUpWorld, PULL } from '../follow-ups/follow-up-world.ts';

const MAIN = 'refs/heads/main';
const MERGE = 'refs/pull/1/merge';

/** What GitHub attests of a job of the trigger file that runs on this ref. */
function claimsOn(ref: string, overrides: Partial<WorkflowClaims> = {}): WorkflowClaims {
  const file = `acme/backend/.github/workflows/comment-trigger.yml@${ref}`;
  const event_name = ref === MAIN ? 'issue_comment' : 'pull_request_review_comment';
  return aWorkflowClaims({ ref, event_name, workflow_ref: file, job_workflow_ref: file, actor: 'ada', ...overrides });
}

async function aTriggerWorld() {
  const world = await aFollowUpWorld('works');
  const told = (trigger: Partial<CommentTrigger>, claims: WorkflowClaims | undefined) =>
    takeTrigger(
      { ...world.advance, workflows: world.workflows, lifecycle: world.lifecycle },
      {
        trigger: { kind: 'conversation', commentId: '1', pullNumber: 1, isInsider: true, ...trigger },
        oidcToken: claims && oidcTokenOf(claims),
      },
    );
  return { ...world, told };
}

describe('the trigger file of a repository', () => {
  test.each([
    ['conversation', MAIN, 'issue_comment'],
    ['inline', MERGE, 'pull_request_review_comment'],
    ['review', MERGE, 'pull_request_review'],
  ] as const)('tells of a comment, %s', async (kind, ref, event_name) => {
    const world = await aTriggerWorld();
    world.host.write(PULL, { kind, commentId: '5' }, { body: '/ai-implement add a test' });

    expect(await world.told({ kind, commentId: '5' }, claimsOn(ref, { event_name }))).toEqual({ status: 'queued' });
    await world.days.passUntilQuiet(30);

    expect(world.followUps()).toHaveLength(1);
    expect(world.host.seen).toEqual([`${kind}:5`]);
  });

  test('and the webhook make one run of one comment', async () => {
    const world = await aTriggerWorld();
    const { commentId } = await world.write('/ai-implement');
    await world.told({ commentId }, claimsOn(MAIN));
    await world.days.passUntilQuiet(30);
    await world.told({ commentId }, claimsOn(MAIN, { run_attempt: '2' }));
    await world.days.passUntilQuiet(30);

    expect(world.followUps()).toHaveLength(1);
  });

  test('gains nothing by being changed on the branch of a pull request: author and text are those of the comment', async () => {
    const world = await aTriggerWorld();
    world.host.write(PULL, { kind: 'inline', commentId: '6' }, { author: 'mallory', body: '/ai-implement' });
    world.host.write(PULL, { kind: 'inline', commentId: '7' }, { author: 'ada', body: 'Thanks!' });
    await world.told({ kind: 'inline', commentId: '6' }, claimsOn(MERGE, { actor: 'mallory' }));
    await world.told({ kind: 'inline', commentId: '6' }, claimsOn(MERGE));
    await world.told({ kind: 'inline', commentId: '7' }, claimsOn(MERGE));
    await world.days.passUntilQuiet(30);

    expect([world.followUps(), world.host.said]).toEqual([[], []]);
  });

  test('has a stranger answered as little as the webhook does, whatever a branch says of them', async () => {
    const world = await aTriggerWorld();
    world.host.calls.length = 0;
    await world.told({ kind: 'inline', isInsider: true }, claimsOn(MERGE, { actor: 'mallory' }));
    await world.told({ commentId: '9', isInsider: false }, claimsOn(MAIN, { actor: 'mallory' }));
    await world.days.passUntilQuiet(30);

    expect(world.host.calls).toEqual(['mayWrite', 'mayWrite']);
  });

  test('is answered, and starts nothing, on a pull request that is not ours', async () => {
    const world = await aTriggerWorld();

    expect(await world.told({ pullNumber: 99 }, claimsOn(MAIN))).toEqual({
      status: 'ignored',
      reason: 'not_our_pull_request',
    });
    expect(world.lifecycle.take()).toBeUndefined();
  });
});

describe('a token is refused', () => {
  const file = (name: string, ref: string) => `acme/backend/.github/workflows/${name}@${ref}`;
  test.each<[string, Partial<WorkflowClaims>]>([
    ['of another event', { event_name: 'workflow_dispatch' }],
    ['of an event of pull requests, on the default branch', { event_name: 'pull_request_review' }],
    ['of another branch', { ref: 'refs/heads/wip', workflow_ref: file('comment-trigger.yml', 'refs/heads/wip') }],
    ['of another workflow file', { workflow_ref: file('other.yml', MAIN) }],
    ['of a reusable workflow', { job_workflow_ref: file('claude-agent.yml', MAIN) }],
    ['that does not say who acted', { actor: undefined }],
  ])('%s', async (_, overrides) => {
    const world = await aTriggerWorld();

    await expect(world.told({}, claimsOn(MAIN, overrides))).rejects.toMatchObject({ code: 'oidc_refused' });
    expect(world.lifecycle.take()).toBeUndefined();
  });

  test('of the merge ref of another pull request', async () => {
    const world = await aTriggerWorld();

    const claims = claimsOn('refs/pull/2/merge');
    await expect(world.told({ kind: 'inline' }, claims)).rejects.toMatchObject({ code: 'oidc_refused' });
  });

  test('that is missing, or that nobody signed', async () => {
    const world = await aTriggerWorld();

    await expect(world.told({}, undefined)).rejects.toMatchObject({ code: 'missing_oidc' });
  });
});
