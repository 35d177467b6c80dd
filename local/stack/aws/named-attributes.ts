type Json = Record<string, unknown>;

/** Parameters from before there were expressions, which name attributes in other ways. */
const LEGACY = ['AttributeUpdates', 'Expected', 'AttributesToGet', 'KeyConditions', 'QueryFilter', 'ScanFilter'];
const WORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'IN', 'BETWEEN']);
/** A path or a word, and whether it is called as a function; values (`:value`) are no attributes. */
const TOKEN = /(:?)([#A-Za-z_][\w#]*)((?:\.[#\w]+|\[\d+\])*)(\s*\()?/g;

/**
 * The top-level attributes that a write names: those of its key or item, and those in its expressions.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html (`dynamodb:Attributes`)
 */
export function namedAttributes(body: Json): string[] {
  const legacy = LEGACY.find((name) => body[name] !== undefined);
  if (legacy !== undefined) throw new Error(`the laptop does not know which attributes ${legacy} names`);
  const aliases = (body.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const inExpressions = [body.UpdateExpression, body.ConditionExpression].flatMap((expression) =>
    topLevelNames(String(expression ?? '')),
  );
  const keys = [
    ...Object.keys((body.Key as Json | undefined) ?? {}),
    ...Object.keys((body.Item as Json | undefined) ?? {}),
  ];
  return [...new Set([...keys, ...inExpressions.map((name) => aliases[name] ?? name)])];
}

function topLevelNames(expression: string): string[] {
  return [...expression.matchAll(TOKEN)].flatMap(([, colon, name = '', , call]) =>
    colon !== '' || call !== undefined || WORDS.has(name.toUpperCase()) ? [] : [name],
  );
}
