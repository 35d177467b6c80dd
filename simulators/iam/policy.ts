import * as z from 'zod';
import { type Condition, type ConditionContext, holds, matchesWildcards, parseConditions } from './conditions.ts';
import { PolicyDocument } from './policy-document.ts';

export interface Statement {
  effect: 'Allow' | 'Deny';
  /** Lower case, with wildcards; actions are compared without regard to case. */
  actions: readonly string[];
  resources: readonly string[];
  /** The AWS service that may assume the role, in a trust policy. */
  service?: string;
  /** The ARN of the provider whose tokens it is about, in a trust policy. */
  provider?: string;
  conditions: readonly Condition[];
}

/** What a caller wants to do with one resource. */
export interface Access {
  /** Service and action, as in `dynamodb:PutItem`. */
  action: string;
  /** The ARN of what is acted on. */
  resource: string;
  context: ConditionContext;
}

export type Decision = 'allowed' | 'denied_explicitly' | 'denied_by_default';

const KNOWN_RESOURCE = /^(\*|arn:aws:(dynamodb|sqs|sns|ssm|lambda|logs|bedrock):.+)$/;

/**
 * Reads a policy document of any kind (identity, resource, trust).
 * @param where names the policy in errors
 */
export function parsePolicy(document: unknown, where: string): Statement[] {
  const parsed = PolicyDocument.safeParse(document);
  if (!parsed.success) throw new Error(`IAM: ${where}: ${z.prettifyError(parsed.error)}`);
  try {
    return parsed.data.Statement.map(toStatement);
  } catch (error) {
    throw new Error(`IAM: ${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function toStatement(raw: z.infer<typeof PolicyDocument>['Statement'][number]): Statement {
  const resources = [raw.Resource ?? []].flat();
  const strange = resources.find((resource) => !KNOWN_RESOURCE.test(resource));
  if (strange !== undefined) throw new Error(`resource form ${strange} is not known`);
  const { Service: service, Federated: provider } = principalOf(raw.Principal);
  return {
    effect: raw.Effect,
    actions: [raw.Action].flat().map((action) => action.toLowerCase()),
    resources,
    ...(service === undefined ? {} : { service }),
    ...(provider === undefined ? {} : { provider }),
    conditions: parseConditions(raw.Condition ?? {}),
  };
}

function principalOf(principal: unknown): { Service?: string; Federated?: string } {
  return typeof principal === 'object' && principal !== null ? principal : {};
}

/** Decides as IAM does: an explicit deny wins, then an allow, else the default is no. */
export function decide(statements: readonly Statement[], access: Access): Decision {
  const applicable = statements.filter((statement) => appliesTo(statement, access));
  if (applicable.some((statement) => statement.effect === 'Deny')) return 'denied_explicitly';
  return applicable.length > 0 ? 'allowed' : 'denied_by_default';
}

function appliesTo(statement: Statement, access: Access): boolean {
  const action = access.action.toLowerCase();
  return (
    statement.actions.some((pattern) => matchesWildcards(pattern, action)) &&
    statement.resources.some((pattern) => matchesWildcards(pattern, access.resource)) &&
    statement.conditions.every((condition) => holds(condition, access.context))
  );
}

/** Whether a trust policy lets this AWS service assume the role on behalf of `sourceArn`. */
export function mayAssume(trust: readonly Statement[], service: string, context: ConditionContext): boolean {
  return trust.some(
    (statement) =>
      statement.effect === 'Allow' &&
      statement.service === service &&
      statement.actions.includes('sts:assumerole') &&
      statement.conditions.every((condition) => holds(condition, context)),
  );
}

/** Whether a trust policy lets whoever holds a token of this provider assume the role. */
export function mayAssumeByToken(trust: readonly Statement[], provider: string, context: ConditionContext): boolean {
  return trust.some(
    (statement) =>
      statement.effect === 'Allow' &&
      statement.provider === provider &&
      statement.actions.includes('sts:assumerolewithwebidentity') &&
      statement.conditions.every((condition) => holds(condition, context)),
  );
}
