import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isStrongAccessCode } from '../../shared/contract/access-code.ts';

const BYTES = Buffer.from('00112233445566778899aabbccddeeff0f1e2d3c4b5a6978', 'hex');

test.each<[string, string, boolean]>([
  ['16 bytes as base64', BYTES.subarray(0, 16).toString('base64'), true],
  ['16 bytes as base64url', BYTES.subarray(0, 16).toString('base64url'), true],
  ['16 bytes as hexadecimal', BYTES.subarray(0, 16).toString('hex'), true],
  ['16 bytes as hexadecimal in capitals', BYTES.subarray(0, 16).toString('hex').toUpperCase(), true],
  ['15 bytes as base64', BYTES.subarray(0, 15).toString('base64'), false],
  ['15 bytes as hexadecimal', BYTES.subarray(0, 15).toString('hex'), false],
  ['9 bytes as base64url', BYTES.subarray(0, 9).toString('base64url'), false],
  ['38 digits', '01234567890123456789012345678901234567', false],
  ['39 digits', '012345678901234567890123456789012345678', true],
  ['24 small letters and digits', 'abcdefghijklmnopqrstu012', false],
  ['25 small letters and digits', 'abcdefghijklmnopqrstu0123', true],
  ['one character again and again', 'a'.repeat(64), false],
  ['a few characters again and again', 'Ab1-Cd2'.repeat(10), false],
  ['nothing', '', false],
])('%s: %s is strong: %s', (_, code, isStrong) => {
  expect(isStrongAccessCode(code)).toBe(isStrong);
});

test('what openssl rand -base64 24 makes is strong', () => {
  expect(isStrongAccessCode(randomBytes(24).toString('base64'))).toBe(true);
});
