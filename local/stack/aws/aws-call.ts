import type { IncomingHttpHeaders } from 'node:http';
import { type AwsAnswer, type AwsService, errorAnswer, unsupportedAnswer } from './errors.ts';

/** A request of the AWS JSON protocol, or of the query protocol that SNS speaks, as sent. */
export interface AwsCall {
  service: AwsService;
  /** The API's own name, such as `PutItem`. */
  operation: string;
  accessKeyId: string;
  body: Record<string, unknown>;
  raw: Buffer;
  headers: IncomingHttpHeaders;
}

const SERVICES: Readonly<Record<string, AwsService>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  AmazonSNS: 'sns',
};

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request,/;

/** Reads who asks for what. The signature itself is not verified: the key id tells the caller. */
export function callOf(headers: IncomingHttpHeaders, raw: Buffer): AwsCall | AwsAnswer {
  const form = formOf(headers, raw);
  const target = form === undefined ? String(headers['x-amz-target'] ?? '') : `AmazonSNS.${form['Action'] ?? ''}`;
  const [prefix = '', operation] = target.split('.');
  const service = SERVICES[prefix];
  if (service === undefined || !operation) {
    const message = `the laptop serves DynamoDB, SQS, SSM and SNS; it does not know the target ${JSON.stringify(target)}`;
    return unsupportedAnswer('dynamodb', message);
  }
  const [, accessKeyId, signedService] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId === undefined)
    return errorAnswer(service, 'IncompleteSignatureException', 'The request is not signed.');
  if (signedService !== service) {
    return errorAnswer(
      service,
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${service}'.`,
    );
  }
  try {
    const body = form ?? JSON.parse(raw.toString() || '{}');
    return { service, operation, accessKeyId, body, raw, headers };
  } catch {
    return errorAnswer(service, 'SerializationException', 'The body is not JSON.');
  }
}

function formOf(headers: IncomingHttpHeaders, raw: Buffer): Record<string, string> | undefined {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
  return Object.fromEntries(new URLSearchParams(raw.toString()));
}
