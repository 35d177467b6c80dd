import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';

/**
 * What a piece of work is about: its log lines carry it, so that one search finds all that happened to a ticket, from its mark to the last word on
 * its pull request. `ticket` is the id that leads through all of it; the workflow's input `ticket_id` and the first line of a runner's log hold it too.
 */
export interface About {
  /** The tracker and its id of the ticket: `linear/0b5a…`. */
  ticket?: string;
  runId?: string;
  /** `owner/repo#7` */
  pull?: string;
  mappingId?: string;
  /** Of a message: its event, or its timer. */
  kind?: string;
  requestId?: string;
  routeKey?: string;
  messageId?: string;
}

const logger = new Logger({ serviceName: 'ai-implement' });
const scope = new AsyncLocalStorage<About>();

/** The one logger. Messages are constant lower-case phrases; data goes in fields; never a secret, a token or ticket text. */
export const log = {
  info: (message: string, data: object = {}) => logger.info(message, { ...scope.getStore(), ...data }),
  warn: (message: string, data: object = {}) => logger.warn(message, { ...scope.getStore(), ...data }),
  error: (message: string, data: object = {}) => logger.error(message, { ...scope.getStore(), ...data }),
};

/** Says that an operator is needed, and for what: an alarm counts these lines. */
export function tellOperator(operatorNeeded: string): void {
  log.warn('an operator is needed', { operatorNeeded });
}

/** Does this work, whose log lines all carry `about`. */
export function logAbout<Result>(about: About, work: () => Result): Result {
  return scope.run({ ...scope.getStore(), ...about }, work);
}

/** From here on, the log lines of this work carry `about` too. */
export function nowAbout(about: About): void {
  Object.assign(scope.getStore() ?? {}, about);
}

/** What a message of a queue is about, as far as it says so. */
export function aboutMessage(message: unknown): About {
  const event = Object(message) as Partial<Told> & { timer?: Partial<Told> };
  const told = event.timer ?? event;
  const { tracker, ticketId, runId, pull, mappingId } = told;
  const kind = told.kind ?? told.type;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(tracker === undefined || ticketId === undefined ? {} : { ticket: `${tracker}/${ticketId}` }),
    ...(runId === undefined ? {} : { runId }),
    ...(pull === undefined ? {} : { pull: `${pull.owner}/${pull.repo}#${pull.number}` }),
    ...(mappingId === undefined ? {} : { mappingId }),
  };
}

interface Told {
  type: string;
  kind: string;
  tracker: string;
  ticketId: string;
  runId: string;
  pull: { owner: string; repo: string; number: number };
  mappingId: string;
}
