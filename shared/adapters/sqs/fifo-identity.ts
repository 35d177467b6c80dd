import { createHash } from 'node:crypto';

const ALLOWED = /^[\w!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~-]{1,128}$/;

/** SQS takes 128 characters (ASCII letters, digits, punctuation) as group or deduplication id; what it would refuse is hashed. */
export function fifoIdentity(text: string): string {
  return ALLOWED.test(text) ? text : createHash('sha256').update(text).digest('hex');
}
