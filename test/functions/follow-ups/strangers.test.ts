import { expect, test } from 'vitest';
import { takeTrigger } from '../../../functions/comment-trigger/take-trigger.ts';
import { COMMENT_KINDS, type CommentKind } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

const COMMAND = '/ai-implement mine some coins';
const PLAIN = 'Mine some coins.';
const { tracker, ticketId } = aTicket();
let told = 0;

interface Author {
  login: string;
  isInsider: boolean;
  isBot: boolean;
}
const STRANGER: Author = { login: 'mallory', isInsider: false, isBot: false };

/** Somebody writes, and nobody tells of it yet. */
function writes(world: FollowUpWorld, kind: CommentKind, body: string, { login, isBot }: Author = STRANGER) {
  told += 1;
  const ref = { kind, commentId: String(5000 + told) };
  const at = world.clock.now();
  const account = { login: login.replace('[bot]', ''), isBot };
  world.host.remark(PULL, { ...ref, body, author: account, writtenAt: at, updatedAt: at });
  return ref;
}

type Ref = ReturnType<typeof writes>;

/** What each way makes of a comment: the webhook by what it says, and the trigger file whatever it says. */
const WAYS = {
  async webhook(world: FollowUpWorld, comment: Ref, body: string, written: Author = STRANGER) {
    told += 1;
    const { isBot, ...author } = written;
    const arrival = { tracker, ticketId, pull: PULL, arrivalId: `told-${told}` };
    const event = body.startsWith('/ai-implement')
      ? ({ type: 'PullRequestCommented', ...arrival, comment, author } as const)
      : ({ type: 'PullRequestSpoken', ...arrival, written: { comment, author, isBot } } as const);
    await world.lifecycle.send(event);
  },
  async trigger(world: FollowUpWorld, { kind, commentId }: Ref) {
    const ref = 'refs/heads/main';
    const file = `acme/backend/.github/workflows/comment-trigger.yml@${ref}`;
    const workflow = { ref, workflow_ref: file, job_workflow_ref: file, event_name: 'issue_comment' };
    const claims = aWorkflowClaims({ ...workflow, actor: STRANGER.login });
    const deps = { ...world.advance, workflows: world.workflows, lifecycle: world.lifecycle };
    const trigger = { kind, commentId, pullNumber: PULL.number, isInsider: false };
    await takeTrigger(deps, { trigger, oidcToken: oidcTokenOf(claims) });
  },
};

const asked = (world: FollowUpWorld) => world.host.calls.filter((call) => call !== 'movedSince');

const cases = COMMENT_KINDS.flatMap((kind) =>
  [COMMAND, PLAIN, `${PLAIN}\n\n${COMMAND}`].flatMap((body) =>
    ([['webhook'], ['trigger'], ['webhook', 'trigger'], ['trigger', 'webhook']] as const).map(
      (ways) => [ways.join(' and '), kind, body, ways] as const,
    ),
  ),
);

test.each(cases)(
  "by %s, a stranger's words (%s: %j) cost one request, and start nothing",
  async (_, kind, body, ways) => {
    const world = await aFollowUpWorld('works');
    await world.days.passUntilQuiet(30);
    world.host.calls.length = 0;

    const comment = writes(world, kind, body);
    for (const way of ways) {
      await WAYS[way](world, comment, body);
      await world.days.pass(10);
    }

    expect(asked(world)).toEqual(['mayWrite']);
    expect([world.followUps(), world.host.said, await world.pullRequests.findings(PULL)]).toEqual([[], [], []]);
  },
);

test('however much a stranger writes within an hour, it costs one request', async () => {
  const world = await aFollowUpWorld();
  world.host.calls.length = 0;
  for (let n = 0; n < 50; n += 1) {
    const body = `Do ${n}.`;
    await WAYS.webhook(world, writes(world, 'review', body), body);
  }
  await world.days.passUntilQuiet(30);

  expect(asked(world)).toEqual(['mayWrite']);
});

test('what a stranger said is not asked about again, whoever speaks hours and days later', async () => {
  const world = await aFollowUpWorld('works', 'works', 'works');
  const words = writes(world, 'conversation', PLAIN);
  await WAYS.webhook(world, words, PLAIN);
  await world.days.pass(90);
  world.host.calls.length = 0;
  for (let day = 0; day < 3; day += 1) {
    const body = `LGTM ${day}`;
    const ada = { login: 'ada', isInsider: true, isBot: false };
    await WAYS.webhook(world, writes(world, 'conversation', body, ada), body, ada);
    await world.days.pass(90);
  }

  expect(world.host.calls.filter((call) => call === 'feedback').length).toBeGreaterThan(2);
  // Those are about ada.
  expect(world.followUps()).toEqual([]);
  expect(world.host.calls).not.toContain('mayWrite');
});

test('who may write counts, although GitHub calls them no member', async () => {
  const world = await aFollowUpWorld('silent');
  const ada = { login: 'ada', isInsider: false, isBot: false };
  await WAYS.webhook(world, writes(world, 'conversation', 'The header line is missing.', ada), '', ada);
  await world.days.pass(5);

  expect(world.followUps()).toHaveLength(1);
});

test('a bot that is not trusted costs nothing, and one that is trusted counts', async () => {
  const world = await aFollowUpWorld('silent');
  const bot = { login: 'stranger[bot]', isInsider: false, isBot: true };
  world.host.calls.length = 0;
  await WAYS.webhook(world, writes(world, 'inline', PLAIN, bot), PLAIN, bot);
  await world.days.pass(10);
  expect(asked(world)).toEqual([]);

  const greptile = { ...bot, login: 'greptile-apps[bot]' };
  const finding = '<img alt="P1" src="p1.svg"> The header line is missing.';
  await WAYS.webhook(world, writes(world, 'conversation', finding, greptile), finding, greptile);
  await world.days.pass(10);
  expect(world.followUps()).toHaveLength(1);
});

test('a bot that is trusted no more may take back still what it said', async () => {
  const world = await aFollowUpWorld('silent');
  const bot = { login: 'greptile-apps[bot]', isInsider: false, isBot: true };
  await world.fillSlots();
  const comment = writes(world, 'conversation', '<img alt="P1" src="p1.svg"> A line is missing.', bot);
  await WAYS.webhook(world, comment, '', bot);
  await world.days.pass(5);
  expect(await world.pullRequests.findings(PULL)).toMatchObject([{ state: 'open' }]);
  const mapping = (await world.mappings.read(aMapping().mappingId)) ?? expect.unreachable();
  await world.mappings.save({ ...mapping, trustedReviewBots: 'another' });
  world.host.remove(PULL, comment);
  await WAYS.webhook(world, comment, '', bot);
  await world.days.pass(5);

  expect(await world.pullRequests.findings(PULL)).toMatchObject([{ state: 'dropped', reason: 'deleted' }]);
});
