import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STACK_NAME } from '../../../shared/contract/stack-name.ts';

interface Statement {
  Action: string | string[];
  Effect: 'Allow' | 'Deny';
  Resource: unknown;
  Condition?: { 'ForAllValues:StringLike'?: Record<string, string[]> };
}

/** A synthesized template, as far as these tests look into it. */
export interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** One thing that one function may do: an action on one resource, and on items of one key pattern where keys are named. */
export interface Permission {
  functionName: string;
  action: string;
  /** The pattern of the partition key, or the resource, as people read it. */
  target: string;
}

const LEADING_KEYS = 'dynamodb:LeadingKeys';

export function readTemplate(outDir: string): Template {
  return JSON.parse(readFileSync(join(outDir, `${STACK_NAME}.template.json`), 'utf8'));
}

/** Every permission of every function, in the order of the template. */
export function permissionsOf(template: Template): Permission[] {
  return policiesOfFunctions(template).flatMap(({ functionName, statements }) =>
    statements.flatMap((statement) =>
      actionsOf(statement).flatMap((action) =>
        targetsOf(statement).map((target) => ({ functionName, action, target })),
      ),
    ),
  );
}

/** Takes permissions out of a template; one that is not there is an error. */
export function strip(template: Template, permissions: readonly Permission[]): void {
  for (const permission of permissions) {
    const policy = policiesOfFunctions(template).find(({ functionName }) => functionName === permission.functionName);
    const stripped = policy?.statements.flatMap((statement) => without(statement, permission)) ?? [];
    if (policy === undefined || JSON.stringify(stripped) === JSON.stringify(policy.statements)) {
      throw new Error(`${permission.functionName} has no permission ${permission.action} on ${permission.target}`);
    }
    policy.statements.splice(0, policy.statements.length, ...stripped);
  }
}

function policiesOfFunctions({ Resources }: Template): { functionName: string; statements: Statement[] }[] {
  const entries = Object.values(Resources);
  const functions = entries.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return functions.flatMap(({ Properties }) => {
    const [roleId] = (Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
    const functionName = String(Properties['FunctionName']).replace(`${STACK_NAME}-`, '');
    return entries
      .filter(({ Type, Properties: policy }) => Type === 'AWS::IAM::Policy' && isAttachedTo(policy, roleId))
      .map(({ Properties: policy }) => ({
        functionName,
        statements: (policy['PolicyDocument'] as { Statement: Statement[] }).Statement,
      }));
  });
}

function isAttachedTo(policy: Record<string, unknown>, roleId: string): boolean {
  return (policy['Roles'] as { Ref: string }[]).some(({ Ref }) => Ref === roleId);
}

function actionsOf({ Action }: Statement): string[] {
  return [Action].flat();
}

function keysOf({ Condition }: Statement): string[] | undefined {
  return Condition?.['ForAllValues:StringLike']?.[LEADING_KEYS];
}

function targetsOf(statement: Statement): string[] {
  return keysOf(statement) ?? [statement.Resource].flat().map(nameOf);
}

/** The statement as one or two others that allow the same, one permission less. */
function without(statement: Statement, { action, target }: Permission): Statement[] {
  if (!actionsOf(statement).includes(action) || !targetsOf(statement).includes(target)) return [statement];
  const others = actionsOf(statement).filter((each) => each !== action);
  return [
    ...(others.length === 0 ? [] : [{ ...statement, Action: others }]),
    ...withoutTarget({ ...statement, Action: action }, target),
  ];
}

function withoutTarget(statement: Statement, target: string): Statement[] {
  const keys = keysOf(statement)?.filter((key) => key !== target);
  if (keys !== undefined) {
    if (keys.length === 0) return [];
    const likes = { ...statement.Condition?.['ForAllValues:StringLike'], [LEADING_KEYS]: keys };
    return [{ ...statement, Condition: { ...statement.Condition, 'ForAllValues:StringLike': likes } }];
  }
  const resources = [statement.Resource].flat().filter((resource) => nameOf(resource) !== target);
  return resources.length === 0 ? [] : [{ ...statement, Resource: resources }];
}

/** A resource of the template in short: `CandidatesQueue`, `StateTable/index/gsi1`, `…:parameter/ai-implement/token-secret`. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join } = resource as Record<string, unknown[]>;
  // The logical id without the hash that CDK adds.
  if (attribute !== undefined) return String(attribute[0]).replace(/[0-9A-F]{8}$/, '');
  const parts = (join?.[1] ?? []) as unknown[];
  return parts
    .map((part) => (typeof part === 'string' || 'Fn::GetAtt' in (part as object) ? nameOf(part) : ''))
    .join('')
    .replace(/^arn:.*:/, '');
}
