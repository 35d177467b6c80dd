import type { Access } from '../../../simulators/iam/policy.ts';
import type { AwsService } from './errors.ts';
import { namedAttributes } from './named-attributes.ts';
import { localArn } from './place.ts';

/** Hash key attributes of a table: of the table itself under the empty name, and of each index under its own. */
export type HashKeys = ReadonlyMap<string, Readonly<Record<string, string>>>;

type Json = Record<string, unknown>;
type AttributeMap = Record<string, Record<string, unknown> | undefined>;

/** Everything is on loopback; policies that deny plain HTTP are about the real network. */
const TRANSPORT = { 'aws:SecureTransport': ['true'] };

const SINGLE_TABLE_OPERATIONS = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'CreateTable',
  'DescribeTable',
]);

/** Operations whose permission may be limited to attributes. */
const ITEM_WRITES = new Set(['PutItem', 'UpdateItem']);

/**
 * What a request wants to do, in IAM's terms: one entry for each action and resource. Throws for an operation whose
 * permissions the laptop does not know.
 */
export function accessesOf(service: AwsService, operation: string, body: Json, hashKeys: HashKeys): Access[] {
  if (service === 'sqs') return [queueAccess(operation, body)];
  if (service === 'ssm') return parameterAccesses(operation, body);
  if (service === 'sns')
    return [{ action: `sns:${operation}`, resource: String(body.TopicArn ?? '*'), context: TRANSPORT }];
  if (SINGLE_TABLE_OPERATIONS.has(operation)) return [tableAccess(operation, body, hashKeys)];
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') return batchAccesses(operation, body, hashKeys);
  throw new Error(`the laptop does not know the permissions of ${service}:${operation}`);
}

function queueAccess(operation: string, body: Json): Access {
  const name = typeof body.QueueUrl === 'string' ? queueNameOf(body.QueueUrl) : String(body.QueueName ?? '*');
  // A batch needs the permission of the single action.
  return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: localArn('sqs', name), context: TRANSPORT };
}

/** The last part of a queue's URL. */
function queueNameOf(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

function parameterAccesses(operation: string, body: Json): Access[] {
  const access = (name: unknown) => ({
    action: `ssm:${operation}`,
    resource: localArn('ssm', `parameter/${String(name).replace(/^\//, '')}`),
    context: TRANSPORT,
  });
  if (['GetParameter', 'PutParameter', 'DeleteParameter'].includes(operation)) return [access(body.Name)];
  if (operation === 'GetParameters' && Array.isArray(body.Names)) return body.Names.map(access);
  throw new Error(`the laptop does not know the permissions of ssm:${operation}`);
}

function tableAccess(operation: string, body: Json, hashKeys: HashKeys): Access {
  const table = tableNameOf(body.TableName);
  const index = body.IndexName === undefined ? '' : `/index/${String(body.IndexName)}`;
  return {
    action: `dynamodb:${operation}`,
    resource: localArn('dynamodb', `table/${table}${index}`),
    context: {
      ...TRANSPORT,
      'dynamodb:LeadingKeys': leadingKeys(operation, body, hashKeys.get(table)),
      ...(ITEM_WRITES.has(operation) ? { 'dynamodb:Attributes': namedAttributes(body) } : {}),
    },
  };
}

function batchAccesses(operation: string, body: Json, hashKeys: HashKeys): Access[] {
  return Object.entries((body.RequestItems ?? {}) as Record<string, unknown>).map(([name, request]) => {
    const table = tableNameOf(name);
    const hashKey = hashKeys.get(table)?.[''] ?? '';
    const keys = batchKeys(request).map((key) => scalar(key[hashKey]));
    return {
      action: `dynamodb:${operation}`,
      resource: localArn('dynamodb', `table/${table}`),
      context: { ...TRANSPORT, 'dynamodb:LeadingKeys': keys.filter((key) => key !== undefined) },
    };
  });
}

/** The keys or items of one table's part of a batch. */
function batchKeys(request: unknown): AttributeMap[] {
  if (!Array.isArray(request)) return ((request as Json).Keys ?? []) as AttributeMap[];
  return request.map((write: Record<string, Json>) => {
    const key = write.PutRequest?.Item ?? write.DeleteRequest?.Key;
    return (key ?? {}) as AttributeMap;
  });
}

/** A table may be named by its ARN. */
function tableNameOf(nameOrArn: unknown): string {
  return String(nameOrArn).replace(/^arn:.*:table\//, '');
}

function leadingKeys(operation: string, body: Json, names: Readonly<Record<string, string>> | undefined) {
  const hashKey = names?.[String(body.IndexName ?? '')];
  if (hashKey === undefined) return undefined;
  const value = operation === 'Query' ? queriedKey(body, hashKey) : itemOf(body)?.[hashKey];
  const key = scalar(value);
  return key === undefined ? undefined : [key];
}

function itemOf(body: Json): AttributeMap | undefined {
  return (body.Key ?? body.Item) as AttributeMap | undefined;
}

/** Finds `hashKey = :value` in a key condition; a hash key can only be compared for equality. */
function queriedKey(body: Json, hashKey: string): Record<string, unknown> | undefined {
  const names = (body.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = (body.ExpressionAttributeValues ?? {}) as AttributeMap;
  const comparisons = String(body.KeyConditionExpression ?? '').matchAll(/([#\w]+)\s*=\s*(:\w+)/g);
  for (const [, left = '', right = ''] of comparisons) {
    if ((names[left] ?? left) === hashKey) return values[right];
  }
  return undefined;
}

function scalar(value: Record<string, unknown> | undefined): string | undefined {
  const inner = value?.S ?? value?.N ?? value?.B;
  return inner === undefined ? undefined : String(inner);
}
