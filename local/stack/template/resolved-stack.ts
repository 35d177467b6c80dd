import * as z from 'zod';
import { ACCOUNT, PARTITION, REGION } from '../aws/place.ts';
import { type References, resolveIntrinsics } from './intrinsics.ts';
import { type Addresses, type Identity, RESOURCE_KINDS } from './resource-kinds.ts';
import type { StackTemplate, TemplateResource } from './stack-template.ts';

/** A resource whose references are resolved and whose properties were checked against its schema. */
export interface Resource<Properties> {
  logicalId: string;
  /** The name that people read: the template's name without the stack's, or the logical id without CDK's hash. */
  shortName: string;
  identity: Identity;
  properties: Properties;
}

export interface ResolvedStack {
  stackName: string;
  /** All resources of a type, in the template's order; parsed by the schema of that type. */
  all<Schema extends z.ZodType>(type: string, schema: Schema): Resource<z.output<Schema>>[];
  assetFolder(s3Key: string): string;
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string | undefined>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': PARTITION,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': undefined,
};

/**
 * Resolves a whole stack against the laptop's addresses. Throws one error that lists everything the laptop does not
 * know (resource types, properties, references, functions), each with its logical id.
 */
export function resolveStack(template: StackTemplate, addresses: Addresses): ResolvedStack {
  const problems: string[] = [];
  const attempt = <Result>(logicalId: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      problems.push(`${logicalId}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const identities = new Map<string, Identity>();
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    const identity = attempt(logicalId, () => identify(template.stackName, logicalId, resource, addresses));
    if (identity) identities.set(logicalId, identity);
  }
  failOn(template.stackName, problems);
  const references = referencesTo(identities);
  const resolved = new Map<string, unknown>();
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    resolved.set(
      logicalId,
      attempt(logicalId, () => resolveProperties(resource, references)),
    );
  }
  failOn(template.stackName, problems);
  return {
    stackName: template.stackName,
    assetFolder: template.assetFolder,
    all: (type, schema) =>
      Object.entries(template.resources)
        .filter(([, resource]) => resource.type === type)
        .map(([logicalId, resource]) => ({
          logicalId,
          shortName: shortNameOf(template.stackName, logicalId, resource),
          identity: identities.get(logicalId) ?? { ref: logicalId, attributes: {} },
          properties: schema.parse(resolved.get(logicalId)),
        })),
  };
}

function failOn(stackName: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`the laptop cannot run ${stackName}:\n  ${problems.join('\n  ')}`);
}

function identify(stackName: string, logicalId: string, resource: TemplateResource, addresses: Addresses): Identity {
  const kind = RESOURCE_KINDS[resource.type];
  if (!kind) throw new Error(`no local counterpart for ${resource.type}`);
  const isFifo = resource.properties.FifoQueue === true;
  const name = literalName(resource) ?? `${stackName}-${logicalId}${isFifo ? '.fifo' : ''}`;
  return kind.identify(name, addresses);
}

function literalName(resource: TemplateResource): string | undefined {
  const property = RESOURCE_KINDS[resource.type]?.nameProperty;
  const name = property === undefined ? undefined : resource.properties[property];
  if (name === undefined || typeof name === 'string') return name;
  throw new Error(`${property} must be plain text, not ${JSON.stringify(name)}`);
}

function shortNameOf(stackName: string, logicalId: string, resource: TemplateResource): string {
  const name = literalName(resource);
  if (name === undefined) return logicalId.replace(/[0-9A-F]{8}$/, '');
  return name.startsWith(`${stackName}-`) ? name.slice(stackName.length + 1) : name;
}

function resolveProperties(resource: TemplateResource, references: References): unknown {
  const properties = resolveIntrinsics(resource.properties, references);
  const parsed = RESOURCE_KINDS[resource.type]?.schema.safeParse(properties);
  if (parsed && !parsed.success) throw new Error(`${resource.type}: ${z.prettifyError(parsed.error)}`);
  return properties;
}

function referencesTo(identities: ReadonlyMap<string, Identity>): References {
  return {
    ref(name) {
      if (name in PSEUDO_PARAMETERS) return PSEUDO_PARAMETERS[name];
      const identity = identities.get(name);
      if (!identity) throw new Error(`Ref to ${name}, which is not in the template`);
      return identity.ref;
    },
    attribute(logicalId, attribute) {
      const value = identities.get(logicalId)?.attributes[attribute];
      if (value === undefined) throw new Error(`Fn::GetAtt ${logicalId}.${attribute} is not known to the laptop`);
      return value;
    },
  };
}
