import { randomUUID } from 'node:crypto';
import { escapeHtml } from '../../../simulators/loopback/escape-html.ts';

export type AwsService = 'dynamodb' | 'sqs' | 'ssm' | 'sns';

/** An HTTP answer of an AWS service, complete in memory. */
export interface AwsAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** An answer in the JSON protocol that the service speaks. */
export function jsonAnswer(service: AwsService, status: number, body: unknown): AwsAnswer {
  const version = service === 'ssm' ? '1.1' : '1.0';
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

/**
 * An error answer. SQS also names its errors in a header, as its older query protocol did, without `Exception`: from
 * there the SDK takes `AccessDenied` where the other services say `AccessDeniedException`.
 */
export function errorAnswer(service: AwsService, name: string, message: string): AwsAnswer {
  if (service === 'sns') return queryErrorAnswer(name, message);
  if (service === 'ssm') return jsonAnswer(service, 400, { __type: name, message });
  const answer = jsonAnswer(service, 400, { __type: `com.amazon.coral.service#${name}`, message });
  if (service === 'sqs') {
    answer.status = 403;
    answer.headers['x-amzn-query-error'] = `${name.replace(/Exception$/, '')};Sender`;
  }
  return answer;
}

/** What the laptop does not serve: 501, which the SDK does not retry. */
export function unsupportedAnswer(service: AwsService, message: string): AwsAnswer {
  return jsonAnswer(service, 501, { __type: 'NotServedOnTheLaptop', message });
}

/** SNS speaks the query protocol, answers in XML, and has a word of its own for what IAM refuses. */
function queryErrorAnswer(name: string, message: string): AwsAnswer {
  const code = name === 'AccessDeniedException' ? 'AuthorizationError' : name.replace(/Exception$/, '');
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${escapeHtml(message)}</Message>`;
  return {
    status: 403,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>${error}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  };
}
