import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalClock, startClock } from '../clock.ts';
import { adfHtml } from '../jira/adf-html.ts';
import { type JiraSimulator, startJiraSimulator } from '../jira/simulator.ts';
import type { AdfNode } from '../jira/state.ts';
import { type LinearSimulator, startLinearSimulator } from '../linear/simulator.ts';

const HOSTILE = '<script>alert(1)</script>';

let clock: LocalClock;
let linear: LinearSimulator;
let jira: JiraSimulator;
beforeEach(async () => {
  clock = startClock();
  const issues = [{ title: HOSTILE, description: '- **one**', blockedBy: ['ENG-2'] }, { title: 'Second' }];
  linear = await startLinearSimulator({
    clock,
    apiKey: 'k',
    seed: { teams: [{ key: 'ENG', name: 'Engineering', issues }] },
  });
  const inJira = [
    { title: HOSTILE, description: 'One\n\nTwo' },
    { title: 'Second', blockedBy: ['PROJ-1'] },
  ];
  jira = await startJiraSimulator({
    ...{ clock, seed: { projects: [{ key: 'PROJ', name: 'Product', issues: inJira }], repos: [] } },
    access: { email: 'a@b.test', apiToken: 't', cloudId: 'c', accessToken: 't' },
  });
});
afterEach(async () => {
  await linear.stop();
  await jira.stop();
  clock.stop();
});

async function pageAt(url: string) {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

test('a page of Linear shows title, state, rendered texts, comments, and links to other tickets', async () => {
  linear.comment('ENG-1', `Pull request: http://127.0.0.1/acme/a/pull/1 ${HOSTILE}`);
  const { status, text } = await pageAt(`${new URL(linear.url).origin}/issue/eng-1`);
  expect(status).toBe(200);
  expect(text).toContain('<h1>ENG-1: &lt;script&gt;');
  expect(text).toContain('<span class="state Todo">Todo</span>');
  expect(text).toContain('<li><strong>one</strong></li>');
  expect(text).toContain('<a href="http://127.0.0.1/acme/a/pull/1"');
  expect(text).toMatch(/Blocked by<\/td><td><a href="\/issue\/ENG-2">ENG-2<\/a> Second/);
  expect(text).not.toContain('<script');
});

test('a page of Jira shows title, status, rendered texts, comments, and links to other tickets', async () => {
  jira.comment('PROJ-1', `Why? ${HOSTILE}`);
  const { status, text } = await pageAt(`${jira.url}/browse/proj-1`);
  expect(status).toBe(200);
  expect(text).toContain('<h1>PROJ-1: &lt;script&gt;');
  expect(text).toContain('<p>One</p><p>Two</p>');
  expect(text).toContain('<p>Why? &lt;script&gt;');
  expect(text).toMatch(/Blocks<\/td><td><a href="\/browse\/PROJ-2">PROJ-2<\/a> Second/);
  expect(text).not.toContain('<script');
});

test('the first page of each leads to its tickets, and what is not there is said so', async () => {
  const origin = new URL(linear.url).origin;
  expect((await pageAt(`${origin}/`)).text).toContain('<a href="/issue/ENG-1">ENG-1</a>');
  expect((await pageAt(`${jira.url}/`)).text).toContain('<a href="/browse/PROJ-2">PROJ-2</a>');
  for (const url of [`${origin}/issue/ENG-9`, `${jira.url}/browse/PROJ-9`]) {
    expect(await pageAt(url)).toMatchObject({ status: 404, text: expect.stringContaining('There is no such page.') });
  }
});

const text = (value: string, ...marks: AdfNode[]): AdfNode => ({ type: 'text', text: value, marks });

test.each<[AdfNode, string]>([
  [{ type: 'heading', attrs: { level: 3 }, content: [text('A')] }, '<h3>A</h3>'],
  [text('a < b', { type: 'strong' }, { type: 'code' }), '<code><strong>a &lt; b</strong></code>'],
  [
    text('x', { type: 'link', attrs: { href: 'https://x.test/?a&b' } }),
    '<a href="https://x.test/?a&amp;b" rel="nofollow noreferrer">x</a>',
  ],
  [text('x', { type: 'link', attrs: { href: 'javascript:alert(1)' } }), 'x'],
  [{ type: 'bulletList', content: [{ type: 'listItem', content: [text('a')] }] }, '<ul><li>a</li></ul>'],
  [{ type: 'taskItem', attrs: { state: 'DONE' }, content: [text('a')] }, '<li>☑ a</li>'],
  [{ type: 'expand', content: [text('a')] }, 'a'],
])('a document of Jira %j is shown as %s', (node, html) => {
  expect(adfHtml(node)).toBe(html);
});
