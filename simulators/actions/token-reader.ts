import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import type { Language } from './language.ts';
import { Unsupported } from './unsupported.ts';

export type Fields = ReadonlyMap<string, TemplateToken>;

/** Takes parsed YAML apart; a field that is not named as known is an error. */
export interface TokenReader {
  /** All fields of a mapping; none of an absent one. */
  all(token: TemplateToken | undefined): Fields;
  fields(token: TemplateToken, known: readonly string[]): Fields;
  optionalFields(token: TemplateToken | undefined, known: readonly string[]): Fields;
  needed(fields: Fields, name: string): TemplateToken;
  /** A literal as text; undefined where it is absent. Throws where it is an expression. */
  text(fields: Fields, name: string): string | undefined;
  /** A literal, or a list of literals. */
  texts(token: TemplateToken | undefined): string[];
  list(token: TemplateToken): TemplateToken[];
}

export function tokenReader(language: Language, path: string): TokenReader {
  const place = (token: TemplateToken) => `${path}, line ${token.line}`;
  const all = (token: TemplateToken | undefined): Fields => {
    if (token === undefined || token.typeName() === 'NullToken') return new Map();
    if (!language.isMapping(token))
      throw new Unsupported(place(token), `a mapping is needed, not a ${token.typeName()}`);
    return new Map([...token].map(({ key, value }) => [String(key), value]));
  };
  const literal = (token: TemplateToken): string => {
    if (language.isLiteral(token)) return String(token);
    throw new Unsupported(place(token), 'the simulator takes no expression here');
  };
  const fields = (token: TemplateToken, known: readonly string[]) => {
    const found = all(token);
    const foreign = [...found.keys()].find((name) => !known.includes(name));
    if (foreign !== undefined) throw new Unsupported(place(token), `the simulator does not model ${foreign}`);
    return found;
  };
  const list = (token: TemplateToken) => {
    if (language.isSequence(token)) return [...token];
    throw new Unsupported(place(token), 'a list is needed');
  };
  return {
    all,
    fields,
    list,
    optionalFields: (token, known) => (token === undefined ? new Map() : fields(token, known)),
    needed(found, name) {
      const token = found.get(name);
      if (token === undefined) throw new Unsupported(path, `${name} is missing`);
      return token;
    },
    text(found, name) {
      const token = found.get(name);
      return token === undefined ? undefined : literal(token);
    },
    texts(token) {
      if (token === undefined) return [];
      return language.isSequence(token) ? list(token).map(literal) : [literal(token)];
    },
  };
}
