import { takeTrigger } from '../../../functions/comment-trigger/take-trigger.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from '../../functions/follow-ups/follow-up-world.ts';
import { type Attack, type AttackRows, type Defence, isRefused } from '../attack.ts';

// People and workflows around a pull request of ours, who may read it and not write to its repository.

const COMMAND = '/ai-implement canary';
const MALLORY = { login: 'mallory', isInsider: true };
const BUDGET = 'the budget of the mapping, and what a run is told';
const TRIGGER = 'comment-trigger.yml@refs/heads/main';

const MAY_WRITE: Defence = {
  name: 'commands are of people who may write, as GitHub says',
  file: 'functions/advance-run/follow-ups/take-comment.ts',
  text: 'const mayWrite = await deps.host.mayWrite(addressOf(record), author.login);',
  instead: 'const mayWrite = true;',
};

/** The trigger file of the repository tells of a comment; `workflow` is the file that was set off. */
function tells(world: FollowUpWorld, commentId: string, workflow = TRIGGER) {
  const file = (name: string) => `acme/backend/.github/workflows/${name}`;
  const at = { ref: 'refs/heads/main', event_name: 'issue_comment', actor: MALLORY.login };
  const claims = aWorkflowClaims({ ...at, workflow_ref: file(workflow), job_workflow_ref: file(TRIGGER) });
  const deps = { ...world.advance, workflows: world.workflows, lifecycle: world.lifecycle };
  const trigger = { kind: 'conversation', commentId, pullNumber: PULL.number, isInsider: true } as const;
  return takeTrigger(deps, { trigger, oidcToken: oidcTokenOf(claims) });
}

/** Whether what was done started no run. */
async function startsNothing(does: (world: FollowUpWorld) => Promise<unknown>): Promise<boolean> {
  const world = await aFollowUpWorld('works');
  await does(world);
  await world.days.passUntilQuiet(30);
  return world.followUps().length === 0;
}

const ROWS: readonly Attack[] = [
  {
    name: 'somebody who may not write gives a command',
    asset: BUDGET,
    wayIn: 'a comment, of which the webhook tells',
    defence: MAY_WRITE,
    isHeld: () => startsNothing((world) => world.write(COMMAND, MALLORY)),
  },
  {
    name: 'somebody who may not write gives a command, and a workflow vouches for them',
    asset: BUDGET,
    wayIn: 'a comment, of which the trigger file tells',
    defence: MAY_WRITE,
    isHeld: () =>
      startsNothing(async (world) => {
        world.host.write(PULL, { kind: 'conversation', commentId: '77' }, { author: 'mallory', body: COMMAND });
        await tells(world, '77');
      }),
  },
  {
    name: 'the command of a stranger is told under the name of somebody who may write',
    asset: BUDGET,
    wayIn: 'an event that names another author',
    defence: {
      name: 'who gave a command is read from GitHub',
      file: 'functions/advance-run/follow-ups/take-comment.ts',
      text: ' || written.author?.toLowerCase() !== login.toLowerCase()',
      instead: '',
    },
    isHeld: () =>
      startsNothing(async (world) => {
        const comment = { kind: 'conversation', commentId: '77' } as const;
        world.host.write(PULL, comment, { author: 'mallory', body: COMMAND });
        await world.arrive(comment, { login: 'ada' });
      }),
  },
  {
    name: 'words of somebody who may not write become work for a model',
    asset: BUDGET,
    wayIn: 'a comment without a command, by a member of the organisation',
    defence: {
      name: 'findings are of people who may write, as GitHub says',
      file: 'shared/domain/follow-ups/judge-remarks.ts',
      text: 'right.mayWrite ? said : undefined',
      instead: 'said',
    },
    isHeld: () =>
      startsNothing(async (world) => {
        const comment = { kind: 'conversation', commentId: '78' } as const;
        const at = world.clock.now();
        const author = { login: 'mallory', isBot: false };
        world.host.remark(PULL, { ...comment, body: 'The canary is missing.', author, writtenAt: at, updatedAt: at });
        const written = { comment, author: MALLORY, isBot: false };
        const { tracker, ticketId } = aTicket();
        await world.lifecycle.send({
          ...{ type: 'PullRequestSpoken', tracker, ticketId, pull: PULL, arrivalId: 'told-1', written },
        });
      }),
  },
  {
    name: 'another workflow of the repository poses as its trigger',
    asset: 'requests to GitHub, of which there are so many an hour',
    wayIn: 'a workflow that calls the trigger file',
    defence: {
      name: 'the trigger file itself was set off',
      file: 'shared/domain/trigger-claims.ts',
      text: "if (workflow_ref !== file) return 'workflow_ref';",
      instead: '',
    },
    isHeld: async () => {
      const world = await aFollowUpWorld('works');
      return isRefused(tells(world, '77', 'canary.yml@refs/heads/main'), 'oidc_refused');
    },
  },
];

export const ATTACKS: AttackRows = { about: 'People around a pull request', rows: ROWS };
