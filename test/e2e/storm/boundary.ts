import type { AwsRequest } from '../../../local/stack/aws/request-counters.ts';

/** How a request is told from others: by API operation, keys of the item, and what is written. */
interface Shape {
  operation: string;
  pk?: RegExp;
  sk?: RegExp;
  /** In the update expression, or in a message's body. */
  says?: RegExp;
  words: string;
}

const RUN = { pk: /^RUN#/, sk: /^RUN$/ };
const BUCKET = { pk: /^BUCKET#/ };
const RECORD = { pk: /^DISPATCHED#/ };

/** The requests of the orchestration in words; the first shape that fits counts. */
const SHAPES: readonly Shape[] = [
  { operation: 'GetItem', ...RUN, words: 'read the run' },
  { operation: 'GetItem', sk: /^CONTEXT$/, words: 'read the context' },
  { operation: 'GetItem', sk: /^REPORT$/, words: 'read the report' },
  { operation: 'GetItem', pk: /^MAPPING#/, words: 'read the mapping' },
  { operation: 'GetItem', pk: /^TICKET#/, words: 'read the ticket record' },
  { operation: 'GetItem', ...BUCKET, words: 'read the bucket' },
  { operation: 'GetItem', ...RECORD, words: 'read the dispatch record' },
  { operation: 'UpdateItem', ...BUCKET, says: /^SET slots/, words: 'claim the slot' },
  { operation: 'UpdateItem', ...BUCKET, says: /^REMOVE slots/, words: 'release the slot' },
  { operation: 'UpdateItem', ...RECORD, says: /liveRunId = /, words: 'claim the dispatch record' },
  { operation: 'UpdateItem', ...RECORD, says: /REMOVE liveRunId/, words: 'release the dispatch record' },
  { operation: 'UpdateItem', ...RECORD, says: /^REMOVE/, words: 'lift the dispatch record' },
  { operation: 'PutItem', sk: /^CONTEXT$/, words: 'store the context' },
  { operation: 'PutItem', sk: /^REPORT$/, words: 'store the report' },
  { operation: 'PutItem', sk: /^STEP#/, words: 'store the step' },
  { operation: 'PutItem', ...RUN, words: 'put the run' },
  { operation: 'PutItem', pk: /^TIMERS$/, words: 'set the timer' },
  { operation: 'DeleteItem', pk: /^TIMERS$/, words: 'remove the timer' },
  { operation: 'PutItem', pk: /^TICKET#/, words: 'write the ticket record' },
  { operation: 'UpdateItem', ...RUN, says: /dispatchesTaken \+ /, words: 'take the dispatch' },
  { operation: 'UpdateItem', ...RUN, says: /dispatchesTaken - /, words: 'give the dispatch back' },
  { operation: 'UpdateItem', ...RUN, says: /dispatchesAllowed = /, words: 'allow a dispatch' },
  { operation: 'UpdateItem', ...RUN, says: /endedAt/, words: 'end the run' },
  { operation: 'UpdateItem', ...RUN, says: /sessionKeyHash/, words: 'start the run' },
  { operation: 'UpdateItem', ...RUN, says: /workflowRunUrl/, words: 'bind the workflow run' },
  { operation: 'UpdateItem', ...RUN, says: /heartbeatAt/, words: 'note the heartbeat' },
  { operation: 'UpdateItem', ...RUN, says: /prUrl/, words: 'note the pull request' },
  { operation: 'DeleteMessage', words: 'delete the message' },
  { operation: 'GetParameters', words: 'read the secrets' },
];

/** What a request does, in words, such as `claim the slot`. */
export function wordsFor(request: AwsRequest): string {
  const { operation, body } = request;
  if (operation === 'SendMessage') return `send ${messageType(body)}`;
  if (operation === 'Query') return `list ${partitionOf(body)}`;
  const found = SHAPES.find((shape) => fits(shape, request));
  return (
    found?.words ?? `${operation} ${keyOf(body).pk.replace(/#.*/, '')} ${String(body['UpdateExpression'] ?? '')}`.trim()
  );
}

function fits({ operation, pk, sk, says }: Shape, request: AwsRequest): boolean {
  const key = keyOf(request.body);
  const text = String(request.body['UpdateExpression'] ?? '');
  return (
    request.operation === operation &&
    (pk?.test(key.pk) ?? true) &&
    (sk?.test(key.sk) ?? true) &&
    (says?.test(text) ?? true)
  );
}

function messageType(body: AwsRequest['body']): string {
  const message = JSON.parse(String(body['MessageBody'])) as { type?: string };
  return message.type ?? 'a candidate';
}

function partitionOf(body: AwsRequest['body']): string {
  const values = body['ExpressionAttributeValues'] as Record<string, { S?: string }> | undefined;
  return (values?.[':partition']?.S ?? '').replace(/#.*/, '').toLowerCase();
}

/** The primary key that a request to the table names. */
export function keyOf(body: AwsRequest['body']): { pk: string; sk: string } {
  const key = (body['Key'] ?? body['Item']) as { pk?: { S?: string }; sk?: { S?: string } } | undefined;
  return { pk: key?.pk?.S ?? '', sk: key?.sk?.S ?? '' };
}
