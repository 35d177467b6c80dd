import { expect, test } from 'vitest';
import { notificationOf } from '../../../shared/domain/notifications/notification.ts';

const told = { id: 'n', title: '', facts: [], links: [] };
const titleOf = (title: string) => notificationOf({ ...told, title }).title;
const linksOf = (url: string | undefined) => notificationOf({ ...told, links: [['Ticket', url]] }).links;

test.each([
  ['a line end', 'one\r\ntwo\u2028three', 'one two three'],
  ['control characters', 'a\u0000\u001b[31mb', 'a [31mb'],
  ['what turns the direction', 'gpj.\u202eexe', 'gpj. exe'],
  ['what is not seen', 'in\u200bvoice', 'in voice'],
  ['half of a character', 'a\ud800b', 'a b'],
])('%s is no part of a line', (_, text, line) => {
  expect(titleOf(text)).toBe(line);
});

test.each(['@here', '<!channel> @everyone', '<at>Ann</at> ann@acme.test'])('%s mentions nobody', (text) => {
  expect(titleOf(text)).not.toMatch(/@\w/);
});

test('a text is bounded by whole characters, and says that it was', () => {
  const title = titleOf('🎉'.repeat(400));

  expect([...title]).toHaveLength(140);
  expect(title.endsWith('🎉…')).toBe(true);
});

test('what is not known, or says nothing, is left out', () => {
  const { facts } = notificationOf({
    ...told,
    facts: [
      ['Why', undefined],
      ['Cost', ' \n '],
      ['Try', '2'],
    ],
  });

  expect(facts).toEqual([{ name: 'Try', value: '2' }]);
});

test.each(['https://github.com/acme/backend/pull/3', 'http://127.0.0.1:4600/admin'])('%s is a link', (url) => {
  expect(linksOf(url)).toEqual([{ name: 'Ticket', url }]);
});

test.each([
  ...['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'slack://open', 'no address'],
  ...['https://github.com@evil.test/', 'https://user:word@evil.test/', `https://a.test/${'x'.repeat(1000)}`],
  undefined,
])('%s is no link', (url) => {
  expect(linksOf(url)).toEqual([]);
});
