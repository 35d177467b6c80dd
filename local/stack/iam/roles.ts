import { parsePolicy, type Statement } from '../../../simulators/iam/policy.ts';
import type { ResolvedStack } from '../template/resolved-stack.ts';
import { PolicyProperties, QueuePolicyProperties, RoleProperties } from '../template/resource-schemas.ts';

export interface Role {
  name: string;
  /** What the role may do: its inline policies and the policies attached to it. */
  statements: readonly Statement[];
  /** Who may assume it. */
  trust: readonly Statement[];
  maxSessionSeconds: number;
}

/** The roles of the stack by ARN, each with every policy that the template attaches to it. */
export function readRoles(stack: ResolvedStack): ReadonlyMap<string, Role> {
  const attached = stack.all('AWS::IAM::Policy', PolicyProperties).flatMap(({ logicalId, properties }) => {
    const statements = parsePolicy(properties.PolicyDocument, logicalId);
    return properties.Roles.map((roleName) => ({ roleName, statements }));
  });
  const roles = stack.all('AWS::IAM::Role', RoleProperties).map(({ logicalId, identity, properties }) => {
    const inline = (properties.Policies ?? []).flatMap((policy) => parsePolicy(policy.PolicyDocument, logicalId));
    const others = attached.filter((policy) => policy.roleName === identity.ref).flatMap((policy) => policy.statements);
    const trust = parsePolicy(properties.AssumeRolePolicyDocument, logicalId);
    const { MaxSessionDuration: maxSessionSeconds } = properties;
    const role = { name: identity.ref, statements: [...inline, ...others], trust, maxSessionSeconds };
    return [identity.attributes.Arn ?? '', role] as const;
  });
  return new Map(roles);
}

/** The deny statements of all queue policies. A queue policy that allows would open a second way in: refused. */
export function readQueueDenials(stack: ResolvedStack): Statement[] {
  return stack.all('AWS::SQS::QueuePolicy', QueuePolicyProperties).flatMap(({ logicalId, properties }) => {
    const statements = parsePolicy(properties.PolicyDocument, logicalId);
    if (statements.some((statement) => statement.effect === 'Allow')) {
      throw new Error(`IAM: ${logicalId}: a queue policy that allows is not known to the laptop`);
    }
    return statements;
  });
}
