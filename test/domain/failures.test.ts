import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { failuresPage } from '../../docs/write/failures-page.ts';
import { failureEntries, remedyOf } from '../../shared/contract/failures.ts';
import { failureBy, reasonFor } from '../../shared/domain/failures/failures.ts';
import { MAX_ATTEMPTS } from '../../shared/domain/run.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const TABLE = /^shared\/domain\/failures\//;

/** Product code that may fail a run, by path. */
const sources = ['runner', 'shared', 'functions']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  )
  .filter((path) => path.endsWith('.ts') && !TABLE.test(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

test('every code of the table is used by something', () => {
  const all = sources.map(({ text }) => text).join('\n');

  expect(failureEntries().filter(({ code }) => !all.includes(`'${code}'`))).toEqual([]);
});

test('no failure is made without a code', () => {
  const made = sources.flatMap(({ path, text }) =>
    [
      ...text.matchAll(
        /kind: '(?:infrastructure|mapping|substance)'(?! \|)|new StageFailure\((?!code\b|'|failure\.code\b)/g,
      ),
    ].map(([found]) => `${path}: ${found}`),
  );

  expect(made).toEqual([]);
});

test('what the runner throws is a failure with a code, but for how it is called', () => {
  const thrown = sources
    .filter(({ path }) => path.startsWith('runner/'))
    .flatMap(({ path, text }) => [...text.matchAll(/throw new (\w+)/g)].map(([, name]) => `${path} ${name}`))
    // What is no answer of GitHub's becomes a failure where it was asked for.
    .filter((one) => !/ (?:StageFailure|GitFailure|NoAnswer|NotUnderstood)$/.test(one));

  expect(thrown.sort()).toEqual([
    'runner/all-stages/all-stages.ts ConfigurationError',
    'runner/env.ts ConfigurationError',
    'runner/machine/machine-files.ts ConfigurationError',
  ]);
});

test('each row says in sentences what happened and what to do', () => {
  for (const { code, sentence, remedy } of failureEntries()) {
    expect(`${code}: ${sentence}`).toMatch(/: [A-Z].*[^.]\.$/);
    expect(`${code}: ${remedy}`).toMatch(/: [A-Z].*\.$/);
  }
});

test('a reason is the sentence and, after a colon, the detail', () => {
  expect(reasonFor('branch_missing')).toBe('The repository has no such branch.');
  expect(reasonFor('branch_missing', 'main')).toBe('The repository has no such branch: main');
  expect(reasonFor('changes_refused', '\n- a')).toBe(
    'The changes were not published, since they hold what AI-Implement does not publish:\n- a',
  );
  expect(failureBy('fell_silent', '5 minutes ago')).toMatchObject({ kind: 'infrastructure', code: 'fell_silent' });
});

test('what to do about an infrastructure failure is true while it is repeated, and says what to do afterwards', () => {
  const repeated = failureEntries().filter(({ kind, code }) => kind === 'infrastructure' && code !== 'model_quota');

  expect(MAX_ATTEMPTS).toBe(3);
  expect(repeated.length).toBeGreaterThan(30);
  expect(
    repeated.filter(({ remedy }) => !/^It is tried three times by itself\. If none succeeds, .{5,}\.$/.test(remedy)),
  ).toEqual([]);
});

test('no row speaks of what stands nowhere but in our code', () => {
  const words = /\b(?:orchestrator|executor took|callback|lease|tombstone|hand-over|by sync|our token)\b/i;
  const said = failureEntries().map(({ code, sentence, remedy }) => `${code}: ${sentence} ${remedy}`);

  expect(said.filter((text) => words.test(text.replace(/^\w+: /, '')))).toEqual([]);
});

test('a code of another version has no remedy of ours', () => {
  expect([undefined, 'of_tomorrow', 'toString'].map(remedyOf)).toEqual([undefined, undefined, undefined]);
});

test('the page of failures is the table as it is now; npm run docs writes it', () => {
  expect(readFileSync(join(ROOT, 'docs/failures.md'), 'utf8')).toBe(failuresPage());
});
