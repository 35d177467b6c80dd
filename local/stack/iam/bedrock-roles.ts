import type { NeededAccess } from '../../../simulators/bedrock/needed-access.ts';
import type { ConditionContext } from '../../../simulators/iam/conditions.ts';
import { decide, mayAssumeByToken } from '../../../simulators/iam/policy.ts';
import type { SimulatedRole, TokenClaims } from '../../../simulators/sts/assume-role.ts';
import { resolveStack } from '../template/resolved-stack.ts';
import { ProviderProperties } from '../template/resource-schemas.ts';
import type { StackTemplate } from '../template/stack-template.ts';
import { readRoles } from './roles.ts';

/** What a synthesized access to Bedrock lets jobs do. */
export interface BedrockRoles {
  /** By the name in the stage's file. */
  roles: Readonly<Record<string, SimulatedRole>>;
  /** Whether the role of a session may do this. */
  allows(sessionArn: string, access: NeededAccess): boolean;
}

/** Reads the roles of a synthesized stack; its policies decide. */
export function bedrockRoles(template: StackTemplate): BedrockRoles {
  const stack = resolveStack(template, { awsEndpoint: '', apiUrl: '' });
  const roles = readRoles(stack);
  const [provider] = stack.all('AWS::IAM::OIDCProvider', ProviderProperties);
  const issuer = provider?.properties.Url.replace('https://', '') ?? '';
  const simulated = [...roles].map(([arn, { name, trust, maxSessionSeconds }]) => {
    const trusts = (claims: TokenClaims) =>
      mayAssumeByToken(trust, provider?.identity.ref ?? '', contextOf(claims, issuer));
    return [name.split('-bedrock-')[1] ?? name, { arn, maxSessionSeconds, trusts }] as const;
  });
  const statementsOf = new Map([...roles.values()].map(({ name, statements }) => [name, statements]));
  return {
    roles: Object.fromEntries(simulated),
    allows(sessionArn, { action, resource, keys }) {
      const statements = statementsOf.get(sessionArn.split('/')[1] ?? '') ?? [];
      return decide(statements, { action, resource, context: listed(keys) }) === 'allowed';
    },
  };
}

function contextOf(claims: TokenClaims, issuer: string): ConditionContext {
  return listed(Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value])));
}

const listed = (keys: NeededAccess['keys']): ConditionContext =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, value === undefined ? undefined : [value]]));
