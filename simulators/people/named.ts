import type { GitHubPeople, PullName } from '../github/people.ts';
import { fullName } from '../github/repositories.ts';
import type { JiraPeople } from '../jira/people.ts';
import type { LinearPeople } from '../linear/people.ts';
import type { PeopledRun } from './peopled-run.ts';

/** A simulated ticket, and who may play with it. */
export interface NamedTicket {
  key: string;
  people: LinearPeople | JiraPeople;
  /** Does what fits its tracker. */
  play<Result>(parts: PartsByTracker<Result>): Result;
}

interface PartsByTracker<Result> {
  linear(people: LinearPeople): Result;
  jira(people: JiraPeople): Result;
}

/** The ticket of this key, in capitals or not, or of this address. Throws a sentence where there is none. */
export function ticketNamed({ vendors: { linear, jira } }: PeopledRun, text: string): NamedTicket {
  if (linear === undefined && jira === undefined)
    throw new Error('the tracker is the real one; use it as you always do');
  const key = (/^https?:\/\/[^/]+\/(?:issue|browse)\/([\w-]+)/.exec(text)?.[1] ?? text).toUpperCase();
  if (jira?.keys().includes(key)) return { key, people: jira, play: (parts) => parts.jira(jira) };
  if (linear?.keys().includes(key)) return { key, people: linear, play: (parts) => parts.linear(linear) };
  throw new Error(`there is no ticket ${text}; \`npm run sim -- list\` shows those that there are`);
}

/** The simulated GitHub's people; throws a sentence where it is the real one. */
export function githubOf({ vendors }: PeopledRun): GitHubPeople {
  if (vendors.github === undefined) throw new Error('GitHub is the real one; use it as you always do');
  return vendors.github.people;
}

const NAME = /^([\w.-]+\/[\w.-]+)#([1-9]\d{0,8})$/;
const ADDRESS = /^https?:\/\/[^/]+\/([\w.-]+\/[\w.-]+)\/pull\/([1-9]\d{0,8})(?:[/?#].*)?$/;

/** The pull request of this name or address, or the newest of a ticket by its key, in capitals or not. Throws a sentence where there is none. */
export function pullNamed(run: PeopledRun, text: string): PullName {
  const people = githubOf(run);
  const [, given = '', number = ''] = NAME.exec(text) ?? ADDRESS.exec(text) ?? [];
  if (number === '') return pullOfTicket(run, text);
  const known = run.vendors.github?.repositories.map(fullName) ?? [];
  const repository = known.find((name) => name.toLowerCase() === given.toLowerCase());
  if (repository === undefined) throw new Error(`there is no repository ${given}; there are ${known.join(', ')}`);
  const name = { repository, number: Number(number) };
  if (people.pulls(repository).some((pull) => pull.number === name.number)) return name;
  throw new Error(
    `there is no pull request ${repository}#${number}; \`npm run sim -- list\` shows those that there are`,
  );
}

function pullOfTicket(run: PeopledRun, text: string): PullName {
  const { pulls } = run.vendors.github?.export().code ?? { pulls: [] };
  const ofTicket = pulls.filter(({ title }) => title.startsWith(`${text.toUpperCase()}: `)).at(-1);
  if (ofTicket !== undefined) return ofTicket;
  throw new Error(
    `${text} is no pull request; write for example acme/backend#3, its address, or the key of a ticket that has one`,
  );
}

/** One of these names; throws a sentence that lists them. */
export function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const name = names.find((one) => one === text);
  if (name === undefined) throw new Error(`${text} is no ${what}; there are ${names.join(', ')}`);
  return name;
}
