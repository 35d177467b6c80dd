import { existsSync } from 'node:fs';
import { mayAssume } from '../../../simulators/iam/policy.ts';
import { concurrencyOf } from '../event-source.ts';
import type { Role } from '../iam/roles.ts';
import type { FunctionSettings } from '../lambda/function-settings.ts';
import type { ResolvedStack, Resource } from '../template/resolved-stack.ts';
import {
  type EventSourceMappingProperties,
  FunctionProperties,
  EventSourceMappingProperties as MappingSchema,
} from '../template/resource-schemas.ts';

/** A function of the stack with its role and the queues that feed it. */
export interface StackFunction {
  settings: FunctionSettings;
  role: Role;
  mappings: readonly EventSourceMappingProperties[];
}

export type EnvironmentOverrides = (functionName: string) => Readonly<Record<string, string>>;

/** How many environments a function has that no queue feeds: what a person and a few runners need at once. */
const API_CONCURRENCY = 3;

/**
 * Reads the functions of a stack.
 * @param overrides replaces variables that the template sets; a name that the template does not set is an error
 */
export function readFunctions(
  stack: ResolvedStack,
  roles: ReadonlyMap<string, Role>,
  overrides: EnvironmentOverrides,
): StackFunction[] {
  const mappings = stack.all('AWS::Lambda::EventSourceMapping', MappingSchema).map(({ properties }) => properties);
  const functions = stack.all('AWS::Lambda::Function', FunctionProperties).map((resource) => {
    const own = mappings.filter(({ FunctionName }) => isNamedBy(FunctionName, resource));
    return readFunction(stack, resource, roles, own, overrides(resource.shortName));
  });
  const orphan = mappings.find(({ FunctionName }) => !functions.some(({ settings }) => names(settings, FunctionName)));
  if (orphan) throw new Error(`an event source feeds ${orphan.FunctionName}, which is not in the template`);
  return functions;
}

function readFunction(
  stack: ResolvedStack,
  { shortName, identity, properties }: Resource<FunctionProperties>,
  roles: ReadonlyMap<string, Role>,
  mappings: readonly EventSourceMappingProperties[],
  overrides: Readonly<Record<string, string>>,
): StackFunction {
  const role = roles.get(properties.Role);
  if (!role || !mayAssume(role.trust, 'lambda.amazonaws.com', {})) {
    throw new Error(`${shortName} has no role that Lambda may assume`);
  }
  const codeFolder = stack.assetFolder(properties.Code.S3Key);
  if (!existsSync(codeFolder)) throw new Error(`the code of ${shortName} is missing: ${codeFolder}`);
  const variables = properties.Environment?.Variables ?? {};
  const unknown = Object.keys(overrides).find((name) => !Object.hasOwn(variables, name));
  if (unknown !== undefined) throw new Error(`${shortName} has no variable ${unknown} that could be overridden`);
  const fed = mappings.reduce((sum, mapping) => sum + concurrencyOf(mapping), 0);
  const settings: FunctionSettings = {
    shortName,
    name: identity.ref,
    arn: identity.attributes.Arn ?? '',
    codeFolder,
    handler: properties.Handler,
    timeoutMs: properties.Timeout * 1000,
    memoryMb: properties.MemorySize,
    variables: { ...variables, ...overrides },
    maxEnvironments: fed > 0 ? fed : API_CONCURRENCY,
  };
  return { settings, role, mappings };
}

function isNamedBy(nameOrArn: string, { identity }: Resource<unknown>): boolean {
  return nameOrArn === identity.ref || nameOrArn === identity.attributes.Arn;
}

/** Whether a name or ARN in the template means this function. */
function names(settings: FunctionSettings, nameOrArn: string): boolean {
  return nameOrArn === settings.name || nameOrArn === settings.arn;
}
