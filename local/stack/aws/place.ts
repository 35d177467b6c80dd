/** The account and region that the laptop pretends to be; no AWS account has this number. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** An ARN in the laptop's account and region. */
export function localArn(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** The one topic of SNS in that account. */
export const TOPIC_NAME = 'notifications';

/** The name of the queue that an ARN names. */
export function queueNameOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
