import { PARAMETERS } from '../../shared/contract/env.ts';
import type { JiraPeople } from '../jira/people.ts';
import type { JiraSimulator } from '../jira/simulator.ts';
import { makeJiraToken } from '../jira/token.ts';
import type { LinearPeople } from '../linear/people.ts';
import { ADMIN_MOVES } from './admin-moves.ts';
import { listAll } from './list-all.ts';
import { listNotifications } from './list-notifications.ts';
import { ticketNamed } from './named.ts';
import { OWNER_MOVES } from './owner-moves.ts';
import type { PeopleMove } from './people-move.ts';
import type { PeopledRun } from './peopled-run.ts';
import { commentOnPull, PULL_MOVES } from './pull-moves.ts';

interface TicketMove {
  meaning: string;
  linear(people: LinearPeople, key: string): void;
  jira(people: JiraPeople, key: string): void;
}

const TICKET_MOVES: Record<string, TicketMove> = {
  mark: {
    meaning: 'mark a ticket: the label AI-Implement, on Jira the status Ready',
    linear: (people, key) => people.mark(key),
    jira: (people, key) => people.mark(key),
  },
  unmark: {
    meaning: 'take the mark off a ticket',
    linear: (people, key) => people.unmark(key),
    jira: (people, key) => people.unmark(key),
  },
  approve: {
    meaning: 'approve a plan that waits: the label Plan-Approved, on Jira the status Plan Approved',
    linear(people, key) {
      const isWaiting = people.labelsOf(key).some((label) => label.toLowerCase() === 'plan-complete');
      requirePlan(isWaiting, key, 'the label Plan-Complete');
      people.addLabel(key, 'Plan-Approved');
    },
    jira(people, key) {
      requirePlan(people.markerOf(key) === 'Awaiting Approval', key, 'the status Awaiting Approval');
      people.setMarker(key, 'Plan Approved');
    },
  },
  done: {
    meaning: 'move a ticket to Done, which unblocks what it blocks',
    linear: (people, key) => people.done(key),
    jira: (people, key) => people.done(key),
  },
};

/** What nobody has seen yet is approved by nobody. */
function requirePlan(isWaiting: boolean, key: string, shown: string): void {
  if (isWaiting) return;
  throw new Error(
    `${key} has no plan that waits for approval: one that does shows ${shown}; \`npm run sim -- list\` says`,
  );
}

/** Every move by its name. */
export const PEOPLE_MOVES: Readonly<Record<string, PeopleMove>> = {
  list: {
    usage: 'list',
    meaning: 'show all tickets and pull requests',
    arity: 0,
    make: listAll,
  },
  notifications: {
    usage: 'notifications',
    meaning: 'show what Slack, Teams and SNS were told',
    arity: 0,
    make: listNotifications,
  },
  ...Object.fromEntries(
    Object.entries(TICKET_MOVES).map(([name, move]) => [
      name,
      {
        usage: `${name} <KEY>`,
        meaning: move.meaning,
        arity: 1,
        make: (run: PeopledRun, [key = '']: readonly string[]) => makeOnTicket(run, move, key),
      },
    ]),
  ),
  block: {
    usage: 'block <KEY> <BY>',
    meaning: 'say that a ticket is blocked by another of the same tracker',
    arity: 2,
    make(run, [key = '', by = '']) {
      const [blocked, blocker] = [ticketNamed(run, key), ticketNamed(run, by)];
      if (blocked.key === blocker.key) throw new Error(`${blocked.key} cannot block itself`);
      if (blocked.people !== blocker.people) {
        throw new Error(
          `${blocked.key} and ${blocker.key} are on two trackers, which do not know each other's tickets`,
        );
      }
      blocked.people.block(blocked.key, blocker.key);
      return `${blocked.key} is blocked by ${blocker.key}`;
    },
  },
  comment: {
    usage: 'comment <KEY or PULL> <TEXT>',
    meaning: 'comment on a ticket, or on a pull request (acme/backend#3); /ai-implement asks for work there',
    arity: 2,
    async make(run, [target = '', text = '']) {
      if (text.trim() === '') throw new Error('a comment needs a text');
      if (/#|\/pull\//.test(target)) return commentOnPull(run, target, text);
      const { people, key } = ticketNamed(run, target);
      people.comment(key, text);
      return `commented on ${key}`;
    },
  },
  ...PULL_MOVES,
  ...OWNER_MOVES,
  ...ADMIN_MOVES,
  token: {
    usage: 'token jira <expire or renew>',
    meaning: "let Jira's token die; renew: make another, and store it for the functions",
    arity: 2,
    make(run, [vendor = '', what = '']) {
      const moves = TOKEN_MOVES[vendor];
      if (moves === undefined) throw new Error(`there is no token of ${vendor} to play with; there is jira`);
      const move = moves[what];
      if (move === undefined) throw new Error(`a token can expire or renew, and not ${what}`);
      return move(run);
    },
  },
  clock: {
    usage: 'clock <DURATION or next>',
    meaning: 'move time forward: 90s, 5m, 24h, 2d; next: to whatever is waited for, once nothing goes on',
    arity: 1,
    async make(run, [duration = '']) {
      if (duration === 'next' && run.toNextMoment !== undefined) await run.toNextMoment();
      else run.clock.advance(millisecondsOf(duration));
      return `it is now ${new Date(run.clock.now()).toISOString()}`;
    },
  },
};

const TOKEN_MOVES: Readonly<Record<string, Readonly<Record<string, (run: PeopledRun) => string>>>> = {
  jira: { expire: expireJiraToken, renew: renewJiraToken },
};

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 366 * 86_400_000;

function millisecondsOf(duration: string): number {
  const [, count, unit = ''] = /^([1-9]\d*)([smhd])$/.exec(duration) ?? [];
  if (count === undefined) throw new Error(`${duration} is no duration; write for example 90s, 5m, 24h or 2d`);
  const milliseconds = Number(count) * (UNIT_MS[unit] ?? 0);
  if (milliseconds <= LONGEST_MS) return milliseconds;
  throw new Error(`${duration} is more than time can be moved at once; give at most 366d`);
}

function makeOnTicket(run: PeopledRun, move: TicketMove, text: string): string {
  const { key, people, play } = ticketNamed(run, text);
  const shown = play({
    linear(linear) {
      move.linear(linear, key);
      return `labels ${linear.labelsOf(key).join(', ') || 'none'}`;
    },
    jira(jira) {
      move.jira(jira, key);
      return `AI-Implement Status ${jira.markerOf(key) ?? 'none'}`;
    },
  });
  return `${key}: ${people.stateOf(key)}, ${shown}`;
}

function simulatedJira({ vendors: { jira } }: PeopledRun): JiraSimulator {
  if (jira === undefined) throw new Error('Jira is not simulated in this run');
  return jira;
}

function expireJiraToken(run: PeopledRun): string {
  simulatedJira(run).expireTokens();
  return 'Jira takes its token no more, and treats whoever asks with it as nobody';
}

/** What an administrator does: a new token, put where the functions read it. */
function renewJiraToken(run: PeopledRun): string {
  const token = makeJiraToken();
  simulatedJira(run).renewTokens(token);
  run.putParameter(PARAMETERS.jiraToken, token);
  return `Jira has a new token, and ${PARAMETERS.jiraToken} holds it`;
}
