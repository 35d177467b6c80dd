import { type Token, tokensOf } from './jql-text.ts';
import { badRequest, notSimulated, type Refusal } from './refusals.ts';

export interface Clause {
  field: string;
  operator: '=' | '!=' | 'in' | 'not in' | 'is' | 'is not';
  values: string[];
}

export type Query = { all: Query[] } | { any: Query[] } | { not: Query } | Clause;

interface Reader {
  /** The next token as it is compared: words in small letters. */
  peek(): string | undefined;
  next(): Token;
  /** Goes on when the next token is this one. */
  take(text: string): boolean;
}

/** Parses the part of JQL that is simulated; what Jira would refuse is refused alike, the rest is an error. */
export function parseJql(jql: string): Query {
  const reader = readerOf(tokensOf(jql));
  if (reader.peek() === undefined || reader.peek() === 'order') {
    throw badRequest('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  }
  const query = anyOf(reader);
  const left = reader.peek();
  if (left === 'order') throw notSimulated('ORDER BY');
  if (left !== undefined) throw syntaxError(left);
  return query;
}

function readerOf(tokens: Token[]): Reader {
  let at = 0;
  const peek = () => {
    const token = tokens[at];
    return token?.kind === 'word' ? token.text.toLowerCase() : token?.kind === 'text' ? undefined : token?.text;
  };
  return {
    peek: () => (tokens[at] === undefined ? undefined : (peek() ?? `"${tokens[at]?.text}"`)),
    next() {
      const token = tokens[at];
      if (token === undefined) throw badRequest('Error in the JQL Query: it ends too soon.');
      at += 1;
      return token;
    },
    take(text) {
      const isIt = peek() === text;
      if (isIt) at += 1;
      return isIt;
    },
  };
}

function anyOf(reader: Reader): Query {
  const any = [allOf(reader)];
  while (reader.take('or')) any.push(allOf(reader));
  return any.length === 1 && any[0] !== undefined ? any[0] : { any };
}

function allOf(reader: Reader): Query {
  const all = [single(reader)];
  while (reader.take('and')) all.push(single(reader));
  return all.length === 1 && all[0] !== undefined ? all[0] : { all };
}

function single(reader: Reader): Query {
  if (reader.take('not')) return { not: single(reader) };
  if (!reader.take('(')) return clause(reader);
  const inner = anyOf(reader);
  if (!reader.take(')')) throw syntaxError(reader.peek());
  return inner;
}

function clause(reader: Reader): Clause {
  const field = operand(reader);
  const operator = operatorOf(reader);
  if (operator === '=' || operator === '!=') return { field, operator, values: [operand(reader)] };
  if (operator === 'in' || operator === 'not in') return { field, operator, values: listOf(reader) };
  const word = operand(reader).toLowerCase();
  if (!['empty', 'null'].includes(word)) throw syntaxError(word);
  return { field, operator, values: [] };
}

function operatorOf(reader: Reader): Clause['operator'] {
  if (reader.take('=')) return '=';
  if (reader.take('!=')) return '!=';
  if (reader.take('in')) return 'in';
  if (reader.take('is')) return reader.take('not') ? 'is not' : 'is';
  if (reader.take('not') && reader.take('in')) return 'not in';
  throw syntaxError(reader.peek());
}

function listOf(reader: Reader): string[] {
  if (!reader.take('(')) throw syntaxError(reader.peek());
  const values = [operand(reader)];
  while (reader.take(',')) values.push(operand(reader));
  if (!reader.take(')')) throw syntaxError(reader.peek());
  return values;
}

function operand(reader: Reader): string {
  const before = reader.peek();
  const token = reader.next();
  if (token.kind === 'sign') throw syntaxError(before);
  if (token.kind === 'word' && reader.peek() === '(' && before !== 'in') throw notSimulated(`the function ${before}`);
  return token.text;
}

function syntaxError(at: string | undefined): Refusal {
  return badRequest(`Error in the JQL Query: ${at === undefined ? 'it ends too soon' : `'${at}' is not expected`}.`);
}
