import type { GitHubPeople, PullName } from '../people.ts';
import { GitHubProblem } from '../problem.ts';

/** A form of a pull request's page that cannot be followed; the message is for who sent it. */
export class FormError extends Error {}

/** What a form says, by the names of its fields. */
type Fields = Pick<URLSearchParams, 'get'>;
type Act = (people: GitHubPeople, pull: PullName, fields: Fields) => Promise<unknown>;

const VERDICTS = ['approve', 'request-changes', 'comment'] as const;
const CONCLUSIONS = ['success', 'failure'] as const;

/** What people can do on the page of a pull request, by the form's field `act`. */
const ACTS: Readonly<Record<string, Act>> = {
  comment: (people, pull, fields) => people.comment(pull, filled(fields, 'body'), loginOf(fields)),
  inline(people, pull, fields) {
    const place = { path: filled(fields, 'path'), line: numbered(fields, 'line') };
    return people.commentOnLine(pull, place, filled(fields, 'body'), loginOf(fields));
  },
  review(people, pull, fields) {
    const verdict = chosen(fields, 'verdict', VERDICTS);
    // GitHub lets nobody approve or object without a word save by approving.
    const body = verdict === 'approve' ? (fields.get('body') ?? '') : filled(fields, 'body');
    return people.review(pull, { verdict, body }, loginOf(fields));
  },
  resolve: (people, pull, fields) => people.resolve(pull, numbered(fields, 'comment')),
  check(people, pull, fields) {
    const record = people.pulls(pull.repository).find(({ number }) => number === pull.number);
    const check = { name: filled(fields, 'name'), conclusion: chosen(fields, 'conclusion', CONCLUSIONS) };
    return people.addCheckRun(pull.repository, record?.head ?? '', check);
  },
  ready: (people, pull) => people.markReady(pull),
  merge: (people, pull) => people.merge(pull),
  close: (people, pull) => people.closePull(pull),
  reopen: (people, pull) => people.reopenPull(pull),
};

/** Does what a form of a pull request's page says; throws `FormError` where it says too little, or GitHub would refuse. */
export async function followForm(people: GitHubPeople, pull: PullName, fields: Fields): Promise<void> {
  const act = new Map(Object.entries(ACTS)).get(fields.get('act') ?? '');
  if (act === undefined) throw new FormError('The form does not say what to do.');
  try {
    await act(people, pull, fields);
  } catch (error) {
    throw error instanceof FormError ? error : new FormError(wordsOf(error));
  }
}

/** GitHub's words, and what it says of single fields. */
function wordsOf(error: unknown): string {
  const details = error instanceof GitHubProblem ? (error.errors ?? []) : [];
  const words = details.map((detail) => (typeof detail === 'string' ? detail : JSON.stringify(detail)));
  return [error instanceof Error ? error.message : String(error), ...words].join(': ');
}

function filled(fields: Fields, name: string): string {
  const text = fields.get(name)?.trim() ?? '';
  if (text === '') throw new FormError(`The field ${name} is empty.`);
  return text;
}

function numbered(fields: Fields, name: string): number {
  const number = Number(filled(fields, name));
  if (!Number.isSafeInteger(number) || number < 1) throw new FormError(`The field ${name} must be a number from 1 on.`);
  return number;
}

function chosen<Choice extends string>(fields: Fields, name: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === fields.get(name));
  if (found === undefined) throw new FormError(`The field ${name} must be one of ${choices.join(', ')}.`);
  return found;
}

/** Who acts; undefined: whoever people are by default. */
function loginOf(fields: Fields): string | undefined {
  return fields.get('login')?.trim() || undefined;
}
