import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWithWholeIds } from '../../shared/contract/whole-ids.ts';

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', '9007199254740992'],
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740993', '-9007199254740993'],
  ['3804004623172239366', '3804004623172239366'],
  ['12345678901234567.5', 12345678901234568],
  ['1e300', 1e300],
  ['"9007199254740993"', '9007199254740993'],
  [
    '[1, {"id": 9007199254740993, "text": "id: 9007199254740995"}]',
    [1, { id: '9007199254740993', text: 'id: 9007199254740995' }],
  ],
])('%s is read as %j', (text, value) => {
  expect(parseWithWholeIds(text)).toEqual(value);
});

test('whatever else stands beside a long number is read as ever', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseWithWholeIds(`[9007199254740993,${text}]`)).toEqual(['9007199254740993', JSON.parse(text)]);
      expect(parseWithWholeIds(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('what is no JSON is a SyntaxError, long numbers or not', () => {
  expect(() => parseWithWholeIds('{')).toThrow(SyntaxError);
  expect(() => parseWithWholeIds('{"id": 9007199254740993')).toThrow(SyntaxError);
});
