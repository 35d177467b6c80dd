import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Access, type Decision, decide, type Statement } from '../../../simulators/iam/policy.ts';
import { readBody } from '../../../simulators/loopback/read-body.ts';
import { accessesOf, type HashKeys } from './accesses.ts';
import { type AwsCall, callOf } from './aws-call.ts';
import type { DynamoDbServer } from './dynamodb-server.ts';
import { type AwsAnswer, type AwsService, errorAnswer, unsupportedAnswer } from './errors.ts';
import { answerParameters } from './parameter-store.ts';
import type { Principal, Principals } from './principals.ts';
import type { QueueServer } from './queue-server.ts';
import type { AwsRequest, CountingBook } from './request-counters.ts';

/**
 * What a test does to one request. `before_effect`: nothing happened yet; `after_effect`: it took effect, and its
 * answer is lost. `drop` closes the connection, `kill` also ends the process that asked, at once.
 */
type Intervention = 'drop_before_effect' | 'drop_after_effect' | 'kill_before_effect' | 'kill_after_effect';
export type OnRequest = (request: AwsRequest) => Intervention | undefined;

/** Told after a request took effect, also when its answer is then lost. */
export type OnEffect = (request: AwsRequest, answer: Pick<AwsAnswer, 'status'>) => void;

export interface AwsEndpoint {
  /** `http://127.0.0.1:<port>`, for all services. */
  url: string;
  /** Says what the resolved template adds to the rules; before it, only the admin is served. */
  enforce(rules: AccessRules): void;
  stop(): void;
}

interface AccessRules {
  hashKeys: HashKeys;
  /** Deny statements of queue policies, which hold for everyone. */
  denials: readonly Statement[];
}

export interface AwsEndpointOptions {
  principals: Principals;
  counters: CountingBook;
  dynamodb: DynamoDbServer;
  queues: QueueServer;
  parameters: Record<string, string>;
  onRequest: OnRequest | undefined;
  onEffect: OnEffect | undefined;
}

interface Serving extends AwsEndpointOptions {
  url: string;
  rules: AccessRules;
}

/** Starts the one endpoint that all AWS clients of the laptop talk to; it enforces IAM before it forwards. */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const serving: Serving = { ...options, url: '', rules: { hashKeys: new Map(), denials: [] } };
  const server = createServer((request, response) => {
    serve(request, response, serving).catch(() => response.destroy());
  });
  // Clients keep their connections over pauses of any length, and would otherwise meet a closed one.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  serving.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: serving.url,
    enforce(rules) {
      serving.rules = rules;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const call = callOf(request.headers, await readBody(request));
  if ('status' in call) return send(response, call);
  const principal = serving.principals.find(call.accessKeyId);
  if (!principal) {
    const message = 'The security token included in the request is invalid.';
    return send(response, errorAnswer(call.service, 'UnrecognizedClientException', message));
  }
  const asked = authorize(call, principal, serving);
  if ('status' in asked) return send(response, asked);
  const intervention = principal.statements === 'everything' ? undefined : serving.onRequest?.(asked);
  if (intervention?.endsWith('before_effect')) return intervene(intervention, principal, response);
  serving.counters.countAllowed(asked);
  const answer = await forward(call, serving);
  serving.onEffect?.(asked, answer);
  if (intervention !== undefined) return intervene(intervention, principal, response);
  return send(response, answer);
}

/** Asks IAM; a refusal is an answer, a permission is the request as counters and tests see it. */
function authorize(call: AwsCall, principal: Principal, serving: Serving): AwsAnswer | AwsRequest {
  const { service, operation, body } = call;
  const permitted = (action: string, resource: string, accesses: readonly Access[]): AwsRequest => ({
    principal: principal.name,
    ...(principal.slot === undefined ? {} : { slot: principal.slot }),
    ...{ service, operation, action, resource, accesses, body },
    ...serving.counters.number(principal.name, principal.slot),
  });
  if (principal.statements === 'everything') return permitted(`${service}:${operation}`, '*', []);
  try {
    const accesses = accessesOf(service, operation, body, serving.rules.hashKeys);
    const statements = [...principal.statements, ...serving.rules.denials];
    for (const access of accesses) {
      const decision = decide(statements, access);
      if (decision !== 'allowed') return refuse(service, principal, access, decision, serving.counters);
    }
    return permitted(accesses[0]?.action ?? '', accesses[0]?.resource ?? '', accesses);
  } catch (error) {
    return unsupportedAnswer(service, error instanceof Error ? error.message : String(error));
  }
}

function refuse(
  service: AwsService,
  principal: Principal,
  access: Access,
  decision: Decision,
  counters: CountingBook,
): AwsAnswer {
  // SQS writes the action in lower case in its refusals.
  const action = service === 'sqs' ? access.action.toLowerCase() : access.action;
  const reason =
    decision === 'denied_explicitly'
      ? 'with an explicit deny in a policy'
      : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${access.resource} ${reason}`;
  counters.countDenied(message);
  return errorAnswer(service, 'AccessDeniedException', message);
}

async function forward(call: AwsCall, serving: Serving): Promise<AwsAnswer> {
  if (call.service === 'dynamodb') return serving.dynamodb.answer(call.headers, call.raw);
  if (call.service === 'sqs') return serving.queues.answer(call.operation, call.body, serving.url);
  if (call.service === 'sns') return serving.queues.answerTopics(call.raw);
  return answerParameters(call.operation, call.body, serving.parameters);
}

function intervene(intervention: Intervention, principal: Principal, response: ServerResponse): void {
  if (intervention.startsWith('kill')) principal.kill?.();
  response.destroy();
}

function send(response: ServerResponse, answer: AwsAnswer): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    // Node's own Date header knows only the real time; from it the SDK would conclude that our shifted clocks are
    // skewed, and would repeat requests that were refused for other reasons.
    date: new Date().toUTCString(),
  });
  response.end(answer.body);
}
