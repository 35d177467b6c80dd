import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderMarkdown } from '../pages/markdown.ts';
import { aCodeHost, askBackend } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';
import { aDispatch, ask, aToken, DISPATCHES } from './github-requests.ts';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aCodeHost({}, { servesPages: true });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

const HOSTILE = '<script>alert(1)</script>';

const EXCUSED = { status: 'completed', conclusion: 'success', isExcused: true } as const;

describe('a page of the simulated GitHub', () => {
  it('shows a pull request with its diff, its checks and what was said', async () => {
    const { people } = github.simulator;
    await people.push('acme/backend', 'feature', { 'src/a.ts': `// ${HOSTILE}\n` }, 'Change a');
    const wish = { title: HOSTILE, body: '## What\n- one', head: 'feature', base: 'main', draft: true };
    const { body } = await askBackend(github, 'POST /pulls', wish);
    const pull = { repository: 'acme/backend', number: 1 };
    await people.comment(pull, '### Gaps\n<!-- hidden -->\n- **none**');
    await people.addCheckRun('acme/backend', 'feature', { name: 'unit tests', conclusion: 'failure' });
    expect(body['html_url']).toBe(`${github.simulator.url}/acme/backend/pull/1`);
    const { text } = await ask(github, { path: '/acme/backend/pull/1' });
    expect(text).toContain('<h2>What</h2>\n<ul><li>one</li></ul>');
    expect(text).toContain('<li><strong>none</strong></li>');
    expect(text).toContain('<tr class="removed"><td class="number">1</td><td class="number"></td>');
    expect(text).toMatch(/state draft.*state failure/s);
    expect(text).not.toMatch(/<script|<!-- hidden/);
  });

  it('leads from the first page to repositories, their pull requests and their Actions', async () => {
    const { people } = github.simulator;
    await people.push('acme/backend', 'feature', { 'src/a.ts': 'a\n' }, 'Change a');
    await people.openPull('acme/backend', { title: HOSTILE, head: 'feature' });
    const textAt = async (path: string) => (await ask(github, { path })).text;
    expect(await textAt('/')).toContain('<a href="/acme/backend">acme/backend</a>');
    expect(await textAt('/acme/backend')).toMatch(/href="\/acme\/backend\/actions".*README\.md.*<h1>Backend<\/h1>/s);
    expect(await textAt('/acme/backend/pulls')).toContain('<a href="/acme/backend/pull/1">&lt;script&gt;');
    expect(await textAt('/acme/frontend')).toContain('It holds no code.');
    expect((await ask(github, { path: '/acme/backend/actions' })).status).toBe(200);
  });

  it('tells where the App is and what is archived, and leads on from a former name', async () => {
    const { people } = github.simulator;
    const textAt = async (path: string) => (await ask(github, { path })).text;
    expect(await textAt('/acme/backend')).toMatch(/GitHub App: <span class="state installed">/);
    people.rename('acme/backend', 'server');
    people.archive('acme/server');
    people.takeFromApp('acme/frontend');
    people.suspendApp('acme');

    expect(await textAt('/acme/backend')).toMatch(/<h1>acme\/server<\/h1>.*state suspended.*state archived/s);
    expect(await textAt('/')).toMatch(/acme\/frontend.*state not installed/s);
  });

  it('is not there for what does not exist', async () => {
    expect((await ask(github, { path: '/acme/backend/pull/9' })).status).toBe(404);
    expect((await ask(github, { path: '/acme/other/pull/1' })).status).toBe(404);
  });
});

it('a page of the simulated GitHub shows the jobs and steps of a workflow run, with their logs', async () => {
  await ask(github, { method: 'POST', path: DISPATCHES, token: await aToken(github), body: aDispatch() });
  const [run] = github.simulator.runs();
  const ended = { status: 'completed', conclusion: 'failure' } as const;
  Object.assign(run ?? {}, {
    ...ended,
    jobs: [
      {
        name: 'agent',
        ...ended,
        steps: [
          { name: 'Install', ...ended, log: `npm error ${HOSTILE}` },
          { name: 'Role', ...EXCUSED },
        ],
      },
    ],
  });
  const { text } = await ask(github, { path: `/acme/backend/actions/runs/${run?.id}` });
  expect(text).toContain('npm error &lt;script&gt;');
  expect(text).toContain('<span class="state failure">failure</span> (the job goes on) Role');
  expect(text).toMatch(/agent<\/h2>.*<summary>.*Install<\/summary>/s);
});

describe('a form on the page of a pull request', () => {
  const pull = { repository: 'acme/backend', number: 1 };
  beforeEach(async () => {
    const { people } = github.simulator;
    await people.push('acme/backend', 'feature', { 'src/a.ts': 'a\n' }, 'Change a');
    await people.openPull('acme/backend', { title: 'Change a', head: 'feature' });
  });
  const send = (fields: Record<string, string>, origin = github.simulator.url) =>
    fetch(`${github.simulator.url}/acme/backend/pull/1`, {
      ...{ method: 'POST', redirect: 'manual', headers: { origin } },
      body: new URLSearchParams(fields),
    });
  const page = async () => (await ask(github, { path: '/acme/backend/pull/1' })).text;

  it('says and does all that people say and do there, and leads back', async () => {
    const { people } = github.simulator;
    const acts: Array<[fields: Record<string, string>, shown: RegExp]> = [
      [
        { act: 'comment', body: '/ai-implement add a test', login: 'ada' },
        /<strong>ada<\/strong>.*\/ai-implement add a test/s,
      ],
      [{ act: 'inline', path: 'src/a.ts', line: '1', body: 'Why a?' }, /on src\/a\.ts:1.*Why a\?/s],
      [{ act: 'review', verdict: 'request-changes', body: 'Not yet', login: 'ada' }, /changes requested.*Not yet/s],
      [{ act: 'check', name: 'lint', conclusion: 'failure' }, /state failure">failure<\/span> lint/],
      [{ act: 'close' }, /state closed.*<button>Reopen/s],
      [{ act: 'reopen' }, /state open.*<button>Merge/s],
    ];
    for (const [fields, shown] of acts) {
      const { status, headers } = await send(fields);
      expect([status, headers.get('location')], fields['act']).toEqual([303, '/acme/backend/pull/1']);
      expect(await page()).toMatch(shown);
    }
    const [, comment = ''] = /name="comment" value="(\d+)"/.exec(await page()) ?? [];
    await send({ act: 'resolve', comment });
    expect(await page()).toContain('<span class="state resolved">');
    await people.convertToDraft(pull);
    await send({ act: 'ready' });
    await send({ act: 'merge' });
    expect(await page()).toMatch(/state merged(?!.*<button>Merge)/s);
  });

  it.each([
    [{}, 'The form does not say what to do.'],
    [{ act: 'toString' }, 'The form does not say what to do.'],
    [{ act: 'comment', body: '  ' }, 'The field body is empty.'],
    [{ act: 'inline', path: 'src/a.ts', line: '0', body: 'x' }, 'The field line must be a number from 1 on.'],
    [{ act: 'review', verdict: 'maybe', body: 'x' }, 'The field verdict must be one of approve'],
    [{ act: 'inline', path: 'src/none.ts', line: '1', body: 'x' }, 'could not be resolved'],
  ])('that cannot be followed is refused with a sentence: %j', async (fields, sentence) => {
    const before = await page();
    const answer = await send(fields as Record<string, string>);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(sentence);
    expect(await page()).toBe(before);
  });

  it('is not followed for another site', async () => {
    expect((await send({ act: 'close' }, 'https://elsewhere.test')).status).toBe(403);
    expect(await page()).toContain('state open');
  });
});

describe('Markdown on a page of the simulated GitHub', () => {
  it.each([
    ['headings', '## A `b`', '<h2>A <code>b</code></h2>'],
    ['code', '```ts\na < b\n```\nc', '<pre>a &lt; b</pre>\n<p>c</p>'],
    ['lists that go on', '- [ ] a\n  b\n1. c', '<ul><li>☐ a<br>b</li><li>c</li></ul>'],
    ['quotes', '> a\n> - b', '<blockquote><p>a</p>\n<ul><li>b</li></ul></blockquote>'],
    [
      'links',
      '[a](https://x.test/?a=1&b)',
      '<p><a href="https://x.test/?a=1&amp;b" rel="nofollow noreferrer">a</a></p>',
    ],
    [
      'links for bare addresses',
      'see https://x.test/a?b=1&c, or not',
      '<p>see <a href="https://x.test/a?b=1&amp;c" rel="nofollow noreferrer">https://x.test/a?b=1&amp;c</a>, or not</p>',
    ],
    ['nothing for links that could run', '[a](javascript:alert)', '<p>[a](javascript:alert)</p>'],
    ['no HTML of its own', '<img src=x onerror="a">', '<p>&lt;img src=x onerror=&quot;a&quot;&gt;</p>'],
  ])('gives %s', (_, markdown, html) => {
    expect(renderMarkdown(markdown)).toBe(html);
  });
});
