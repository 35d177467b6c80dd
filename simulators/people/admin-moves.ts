import { type AskAdmin, adminSession } from './admin-session.ts';
import type { PeopleMove } from './people-move.ts';
import type { PeopledRun } from './peopled-run.ts';

/** What admins do through the API, as the UI asks for it. */
export const ADMIN_MOVES: Readonly<Record<string, PeopleMove>> = {
  cancel: {
    usage: 'cancel <KEY> <REASON>',
    meaning: 'cancel the run of a ticket, as an admin',
    arity: 2,
    async make(run, [key = '', reason = '']) {
      const ask = await signedIn(run);
      const found = (await ask('readOverview')).runs.find(({ ticketKey }) => ticketKey === key);
      if (found === undefined) throw new Error(`no run of ${key} is in flight`);
      await ask('cancelRun', { reason }, found.runId);
      return `the run of ${key} is being cancelled`;
    },
  },
  'cancel-mapping': {
    usage: 'cancel-mapping <NAME> <REASON>',
    meaning: 'cancel all runs of a mapping, also those that are due',
    arity: 2,
    async make(run, [name = '', reason = '']) {
      const ask = await signedIn(run);
      const found = (await ask('listMappings')).mappings.find((mapping) => mapping.name === name);
      if (found === undefined) throw new Error(`there is no mapping ${name}`);
      const { cancelled } = await ask('cancelMapping', { reason }, found.mappingId);
      return `${cancelled} runs of ${name} are being cancelled`;
    },
  },
  'stop-all': {
    usage: 'stop-all <REASON>',
    meaning: 'pause all mappings, and cancel what is in flight',
    arity: 1,
    async make(run, [reason = '']) {
      const { mappings, runs } = await (await signedIn(run))('stopAll', { reason });
      return `mappings paused: ${mappings}, runs that are being cancelled: ${runs}; undo-stop undoes it`;
    },
  },
  'raise-budget': {
    usage: 'raise-budget <KEY|MAPPING> <DOLLARS>',
    meaning: 'raise the budget of a ticket, or of a mapping today, alone',
    arity: 2,
    async make(run, [name = '', dollars = '']) {
      const ask = await signedIn(run);
      const toUsd = Number(dollars);
      const mapping = (await ask('listMappings')).mappings.find((one) => one.name === name);
      const day = new Date(run.clock.now()).toISOString().slice(0, 10);
      if (mapping !== undefined) await ask('raiseDayBudget', { day, toUsd }, mapping.mappingId);
      else await ask('raiseTicketBudget', { toUsd }, ...(await ticketOf(ask, name)));
      return `the budget of ${name} is ${toUsd} dollars now`;
    },
  },
  'undo-stop': {
    usage: 'undo-stop',
    meaning: 'let go on what stop-all stopped',
    arity: 0,
    async make(run) {
      const { mappings, runs } = await (await signedIn(run))('undoStop');
      return `mappings resumed: ${mappings}, runs that go on: ${runs}`;
    },
  },
};

/** A ticket that waits for its budget. */
async function ticketOf(ask: AskAdmin, key: string): Promise<[tracker: string, ticketId: string]> {
  const found = (await ask('listBlocked')).tickets.find((ticket) => ticket.key === key);
  if (found === undefined) throw new Error(`${key} is no mapping, and no ticket that waits for anything`);
  return [found.tracker, found.ticketId];
}

const signedIn = ({ laptop, secrets }: PeopledRun) => adminSession(laptop.url, secrets.accessCode);
