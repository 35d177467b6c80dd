import type { data } from '@actions/expressions';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import type { Language } from './language.ts';
import { Unsupported } from './unsupported.ts';

export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/** What the functions of status answer. */
interface Status {
  success: boolean;
  failure: boolean;
  cancelled: boolean;
}

/** What an expression can see; a context that is not here is an error in the expression. */
export interface Scope {
  contexts: Readonly<Record<string, Value>>;
  /** Absent where GitHub allows no function of status. */
  status?: Status;
}

type Data = data.ExpressionData;

/** Evaluates one expression, as it stands between `${{` and `}}`. */
function evaluateExpression(language: Language, expression: string, scope: Scope): Value {
  const contexts = new language.data.Dictionary();
  for (const [name, value] of Object.entries(scope.contexts)) contexts.add(name, toData(language, value));
  const functions = statusFunctions(language, scope.status);
  const { tokens } = new language.Lexer(expression).lex();
  const parsed = new language.Parser(tokens, Object.keys(scope.contexts), [...functions.values()]).parse();
  return toValue(language, new language.Evaluator(parsed, contexts, functions).evaluate());
}

/** Whether an `if` holds; without one, or without a function of status in it, success is asked for too. */
export function holds(language: Language, condition: TemplateToken | undefined, scope: Scope): boolean {
  const text = condition === undefined ? '' : expressionOf(language, condition);
  const hasStatus = /\b(success|failure|cancelled|always)\s*\(/.test(text);
  const whole = text === '' ? 'success()' : hasStatus ? text : `success() && (${text})`;
  return isTruthy(evaluateExpression(language, whole, scope));
}

function expressionOf(language: Language, condition: TemplateToken): string {
  return language.isBasicExpression(condition) ? condition.expression : String(condition).trim();
}

/** Evaluates a value of a workflow file, whatever its form. */
export function evaluate(language: Language, token: TemplateToken, scope: Scope): Value {
  if (language.isBasicExpression(token)) return evaluateExpression(language, token.expression, scope);
  if (language.isMapping(token)) {
    const entries = [...token].map(({ key, value }) => [String(key), evaluate(language, value, scope)]);
    return Object.fromEntries(entries);
  }
  if (language.isSequence(token)) return [...token].map((item) => evaluate(language, item, scope));
  if (language.isString(token) || language.isNumber(token) || language.isBoolean(token)) return token.value;
  if (token.typeName() === 'NullToken') return null;
  throw new Unsupported(`line ${token.line}`, `the simulator does not model a ${token.typeName()}`);
}

/** Evaluates a mapping to texts, as environments and inputs are. */
export function evaluateTexts(
  language: Language,
  token: TemplateToken | undefined,
  scope: Scope,
): Record<string, string> {
  if (token === undefined) return {};
  const value = evaluate(language, token, scope);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Unsupported(`line ${token.line}`, 'a mapping is needed here');
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, textOf(one)]));
}

/** A value as GitHub writes it where a text is needed. */
export function textOf(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? (Array.isArray(value) ? 'Array' : 'Object') : String(value);
}

function isTruthy(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}

function statusFunctions(language: Language, status: Status | undefined) {
  if (status === undefined) return new Map<string, never>();
  const answers = { ...status, always: true };
  const functions = Object.entries(answers).map(([name, answer]) => {
    const call = (): Data => new language.data.BooleanData(answer);
    return [name, { name, minArgs: 0, maxArgs: 0, call }] as const;
  });
  return new Map(functions);
}

function toData(language: Language, value: Value): Data {
  const { data } = language;
  if (value === null) return new data.Null();
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'string') return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map((item) => toData(language, item)));
  const pairs = Object.entries(value).map(([key, item]) => ({ key, value: toData(language, item) }));
  return new data.Dictionary(...pairs);
}

function toValue({ data }: Language, result: Data): Value {
  return JSON.parse(JSON.stringify(result, data.replacer)) as Value;
}
