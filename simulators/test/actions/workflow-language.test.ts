import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anActionsStage, jobNamed, stepNamed } from './an-actions-stage.ts';

const stage = anActionsStage();

/** Plays a file with these jobs, which can be dispatched without inputs. */
async function playing(jobs: string, above = '') {
  const text = `on: workflow_dispatch\n${above}\njobs:\n${jobs.replace(/^/gm, '  ')}`;
  await stage().commit({ '.github/workflows/own.yml': text });
  return stage().play({ workflow: 'own.yml', inputs: {} });
}

/** One job of these steps. */
const steps = (list: string) => `job:\n  runs-on: any\n  steps:\n${list.trim().replace(/^/gm, '    ')}`;

describe('jobs', () => {
  it('run by what became of those before them', async () => {
    const job = (facts: string, run = 'true') => `${facts}\n  runs-on: any\n  steps: [{ run: '${run}' }]\n`;
    const { jobs, ended } = await playing(
      [
        job('first:', 'exit 3'),
        job('after-success:\n  needs: first'),
        job('after-failure:\n  needs: first\n  if: failure()'),
        job('in-any-case:\n  needs: after-success\n  if: always()'),
        job('far-behind:\n  needs: after-success\n  if: failure()'),
        job('when-cancelled:\n  needs: first\n  if: cancelled()'),
      ].join(''),
    );
    expect(await ended).toBe('failure');
    expect(Object.fromEntries(jobs.map(({ name, conclusion }) => [name, conclusion]))).toEqual({
      first: 'failure',
      'after-success': 'skipped',
      'after-failure': 'success',
      'in-any-case': 'success',
      'far-behind': 'success',
      'when-cancelled': 'skipped',
    });
  });

  it('hand outputs on', async () => {
    const { jobs, ended } = await playing(
      `one:
  runs-on: any
  outputs: { word: '\${{ steps.say.outputs.word }}' }
  steps:
    - id: say
      run: |
        echo 'word<<END' >> "$GITHUB_OUTPUT"
        printf 'two\\nlines\\nEND\\n' >> "$GITHUB_OUTPUT"
two:
  needs: one
  runs-on: any
  steps:
    - { name: repeat, env: { WORD: '\${{ needs.one.outputs.word }}' }, run: 'echo "$WORD"' }`,
    );
    expect(await ended).toBe('success');
    expect(stepNamed(jobs, 'two', 'repeat').log).toContain('\ntwo\nlines\n');
  });

  it('of one concurrency group run one after the other, and a newer one takes the place of the one that waits', async () => {
    const text = `job:\n  runs-on: any\n  concurrency: group\n  steps: [{ run: 'until [ -f "$RECORDS" ]; do sleep 0.05; done' }]`;
    const first = await playing(text);
    await stage().until(() => first.jobs[0]?.status === 'in_progress');
    const [second, third] = [stage().play({ id: 31, workflow: 'own.yml', inputs: {} }), await playing(text)];
    expect(await second.ended).toBe('cancelled');
    expect(jobNamed(third.jobs, 'job').status).toBe('queued');
    writeFileSync(stage().machineEnv['RECORDS'] ?? '', '');
    expect(await Promise.all([first.ended, third.ended])).toEqual(['success', 'success']);
  });
});

describe('steps', () => {
  it('go on after one that may fail, and know how it ended', async () => {
    const { jobs, ended } = await playing(
      steps(`
- { id: risky, continue-on-error: true, run: exit 4 }
- { name: tell, env: { HOW: '\${{ steps.risky.outcome }}, \${{ steps.risky.conclusion }}' }, run: 'echo "$HOW"' }
- { name: never, if: failure(), run: exit 1 }`),
    );
    expect(await ended).toBe('success');
    expect(stepNamed(jobs, 'job', 'tell').log).toContain('\nfailure, success\n');
    expect(stepNamed(jobs, 'job', 'never').conclusion).toBe('skipped');
    expect(jobs.flatMap((job) => job.steps).map(({ isExcused }) => isExcused)).toEqual([true, undefined, undefined]);
  });

  it('pass environment and path on through files', async () => {
    const { jobs, ended } = await playing(
      steps(`
- run: |
    echo GREETING=hello >> "$GITHUB_ENV"
    mkdir tools && printf '#!/bin/sh\\necho from the tool' > tools/greet && chmod +x tools/greet
    echo "$PWD/tools" >> "$GITHUB_PATH"
- { name: use, run: 'echo "$GREETING" && greet' }`),
    );
    expect(await ended).toBe('success');
    expect(stepNamed(jobs, 'job', 'use').log).toContain('\nhello\nfrom the tool\n');
  });

  it.each([
    ['no NODE_OPTIONS', 'echo NODE_OPTIONS=--version >> "$GITHUB_ENV"'],
    ['no line of another form', 'echo nonsense >> "$GITHUB_OUTPUT"'],
    ['no text without its end', 'echo "text<<END" >> "$GITHUB_OUTPUT"'],
  ])('take %s from those files', async (_, script) => {
    const { ended } = await playing(steps(`- run: ${script.replaceAll(': ', ' ')}`));
    expect(await ended).toBe('failure');
    expect(stage().actions.failures).toEqual([]);
  });

  it('fail with the pipe they run only where bash is asked for', async () => {
    const { jobs } = await playing(
      steps(`
- { name: plain, run: 'false | true' }
- { name: strict, shell: bash, run: 'false | true' }`),
    );
    await stage().until(() => jobs[0]?.status === 'completed');
    expect(stepNamed(jobs, 'job', 'plain').conclusion).toBe('success');
    expect(stepNamed(jobs, 'job', 'strict').conclusion).toBe('failure');
  });

  it('find a home and a workspace of their own, which are gone afterwards', async () => {
    const { jobs, ended } = await playing(
      steps(`- { name: where, run: 'echo "[$HOME]" && touch "$HOME/x" && ls -A' }`),
    );
    await ended;
    const log = stepNamed(jobs, 'job', 'where').log ?? '';
    const home = /^\[(.*)\]$/m.exec(log)?.[1] ?? '';
    expect(home).not.toBe('');
    expect(existsSync(home)).toBe(false);
  });

  it('get no identity and no more permissions than the file says', async () => {
    const { jobs, ended } = await playing(
      steps(`- { name: look, run: 'echo "[$ACTIONS_ID_TOKEN_REQUEST_URL]"' }`),
      'permissions: { issues: read }',
    );
    await ended;
    expect(stepNamed(jobs, 'job', 'look').log).toContain('\n[]\n');
    expect(stage().minted).toEqual([{ issues: 'read' }]);
  });
});

describe('what the simulator does not model', () => {
  it.each([
    ['an action', '- uses: actions/cache@249970729cb0ef3589644e2896645e5dc5ba9c38', 'does not know actions/cache'],
    ['an action by its tag', '- uses: actions/checkout@v6', 'not an action pinned'],
    [
      'an input',
      '- { uses: actions/checkout@249970729cb0ef3589644e2896645e5dc5ba9c38, with: { submodules: true } }',
      'with submodules',
    ],
    ['a shell', '- { run: "true", shell: pwsh }', 'shell pwsh'],
    ['a function', '- { run: "true", if: hashFiles() }', 'hashFiles'],
    ['a context', `- { run: "true", env: { A: "\${{ matrix.a }}" } }`, 'matrix'],
    ['a field', '- { run: "true", background: true }', 'background'],
  ])('is an error: %s', async (_, list, words) => {
    const { ended } = await playing(steps(list));
    expect(await ended).toBe('failure');
    expect(String(stage().actions.failures.splice(0))).toContain(words);
  });

  it('is an error where GitHub refuses the file, too', async () => {
    const { ended } = await playing('job: { runs-on: any, steps: [], colour: red }');
    expect(await ended).toBe('failure');
    expect(String(stage().actions.failures.splice(0))).toContain('colour');
  });

  it('is a called file that wants more than its caller has', async () => {
    await stage().commit({
      '.github/workflows/called.yml': `on: workflow_call\npermissions: { contents: write }\njobs:\n  ${steps("- run: 'true'").replace(/\n/g, '\n  ')}`,
    });
    const { ended } = await playing('job: { permissions: { contents: read }, uses: ./.github/workflows/called.yml }');
    expect(await ended).toBe('failure');
    expect(String(stage().actions.failures.splice(0))).toContain('asks for contents: write');
  });
});
