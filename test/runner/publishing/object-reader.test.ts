import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectReader } from '../../../runner/publishing/object-reader.ts';

const NAME = 'a'.repeat(40);
const answered = (content: string) => `${NAME} ${Buffer.byteLength(content)}\n${content}\n`;

function told(answer: Buffer, chunk: number): string[] {
  const contents: string[] = [];
  const take = objectReader((content) => contents.push(content));
  for (let at = 0; at < answer.length; at += chunk) take(answer.subarray(at, at + chunk));
  return contents;
}

test('in chunks of whatever size they come, objects are told as they are', () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(''), fc.constant(answered('within'))));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 200 }), (contents, chunk) => {
      expect(told(Buffer.from(contents.map(answered).join('')), chunk)).toEqual(contents);
    }),
    { numRuns: 50 },
  );
});

test('an object that git does not have is no empty one', () => {
  expect(() => told(Buffer.from(`${NAME} missing\n`), 100)).toThrow('missing');
});
