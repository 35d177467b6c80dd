import { badRequest } from './refusals.ts';

/** One token of a query: a quoted or bare word, or a sign. */
export interface Token {
  kind: 'word' | 'text' | 'sign';
  text: string;
}

const TOKEN =
  /\s*(?:(?<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<field>cf\[\d+\])|(?<word>[\p{L}\p{N}_.-]+)|(?<sign>!=|[()=,]))/uy;

/** Splits a query into tokens; what is none is the syntax error that Jira tells. */
export function tokensOf(jql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = jql.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(jql)?.groups;
    if (!groups) throw badRequest(`Error in the JQL Query: the character at ${at} is not expected.`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf({ text, field, word, sign }: Record<string, string | undefined>): Token {
  if (text !== undefined) return { kind: 'text', text: text.slice(1, -1).replace(/\\(.)/g, '$1') };
  if (sign !== undefined) return { kind: 'sign', text: sign };
  return { kind: 'word', text: field ?? word ?? '' };
}
