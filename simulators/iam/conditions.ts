/** Values of the condition keys of one request; a key may have several values, or be absent. */
export type ConditionContext = Readonly<Record<string, readonly string[] | undefined>>;

/** One line of a `Condition` block: an operator, a key, and what the policy wants. */
export interface Condition {
  /** How several values of the key are joined. */
  set: 'single' | 'all' | 'any';
  operator: Operator;
  key: string;
  wanted: readonly string[];
}

const MATCHES = {
  StringEquals: (pattern: string, value: string) => pattern === value,
  StringLike: matchesWildcards,
  ArnEquals: matchesWildcards,
  ArnLike: matchesWildcards,
  Bool: (pattern: string, value: string) => pattern === value,
  Null: (pattern: string, value: string) => pattern === value,
} as const;
type Operator = keyof typeof MATCHES;

const KEYS = {
  'dynamodb:leadingkeys': 'dynamodb:LeadingKeys',
  'dynamodb:attributes': 'dynamodb:Attributes',
  'aws:securetransport': 'aws:SecureTransport',
  'aws:sourceaccount': 'aws:SourceAccount',
  'aws:sourcearn': 'aws:SourceArn',
  'bedrock:inferenceprofilearn': 'bedrock:InferenceProfileArn',
  'bedrock:guardrailidentifier': 'bedrock:GuardrailIdentifier',
} as const;
/** What IAM knows of the token of a job: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
const CLAIM =
  /^token\.actions\.githubusercontent\.com:(aud|sub|actor|actor_id|job_workflow_ref|repository|repository_id|workflow|ref|environment|enterprise_id)$/;

const SETS = { ForAllValues: 'all', ForAnyValue: 'any' } as const;

/** Reads a `Condition` block. An operator or a key that the evaluator does not know is an error, never a guess. */
export function parseConditions(block: Record<string, Record<string, unknown>>): Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => parseCondition(operator, key, wanted)),
  );
}

function parseCondition(operatorText: string, keyText: string, wanted: unknown): Condition {
  const [prefix, suffix] = operatorText.split(':');
  const operator = suffix ?? prefix ?? '';
  const set = suffix === undefined ? 'single' : SETS[prefix as keyof typeof SETS];
  if (!isOperator(operator) || set === undefined) throw new Error(`condition operator ${operatorText} is not known`);
  const key = CLAIM.test(keyText) ? keyText : KEYS[keyText.toLowerCase() as keyof typeof KEYS];
  if (key === undefined) throw new Error(`condition key ${keyText} is not known`);
  return { set, operator, key, wanted: (Array.isArray(wanted) ? wanted : [wanted]).map(String) };
}

function isOperator(name: string): name is Operator {
  return Object.hasOwn(MATCHES, name);
}

/** Whether one condition holds for a request. */
export function holds(condition: Condition, context: ConditionContext): boolean {
  const values = context[condition.key];
  if (condition.operator === 'Null') return condition.wanted.includes(String(values === undefined));
  const isWanted = (value: string) => condition.wanted.some((want) => MATCHES[condition.operator](want, value));
  // True without any value, as in AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  if (condition.set === 'all') return (values ?? []).every(isWanted);
  if (condition.set === 'any') return (values ?? []).some(isWanted);
  if (values !== undefined && values.length > 1) {
    throw new Error(`${condition.key} has several values; ${condition.operator} needs ForAllValues or ForAnyValue`);
  }
  return values?.[0] !== undefined && isWanted(values[0]);
}

/** `*` stands for any text, `?` for any one character. */
export function matchesWildcards(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}
