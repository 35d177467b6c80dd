import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { BEDROCK_STACK_NAME } from '../../shared/contract/stack-name.ts';
import { signedIn } from './admin-client.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

// The seeded repository on Bedrock, with the role that its stack synthesized.

const KEY = 'OPS-1';
const ROLE = 'AiImplement-bedrock-infrastructure';

/** Plays the ticket with stacks of this folder until it has a pull request, or failed. */
async function played(outDir: string): Promise<WholeSystem> {
  const system = await startWholeSystem({ outDir, runs: 'executed', claude: standIn() });
  onTestFinished(() => system.stop());
  for (const key of system.linear.keys()) if (key !== KEY) system.linear.unmark(key);
  await system.until(() => {
    const isWorking = system.linear.labelsOf(KEY).includes('AI-Working');
    return system.linear.commentsOf(KEY).length > 0 && !isWorking;
  });
  return system;
}

/** The stacks, with who may call Bedrock changed. */
function changedStacks(change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(inject('outDir'), folder, { recursive: true });
  const file = join(folder, `${BEDROCK_STACK_NAME}.template.json`);
  const text = readFileSync(file, 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(file, change(text));
  return folder;
}

test('goes from its mark to a pull request', async () => {
  const { linear, github, vendors, laptop, secrets } = await played(inject('outDir'));

  const sessions = vendors.model?.sts.export().sessions.map(({ arn }) => arn.split('/')[1]);
  expect(linear.labelsOf(KEY)).toContain('Ready for Review');
  expect(github.people.pulls('acme/infrastructure')).toHaveLength(1);
  expect(new Set(sessions)).toEqual(new Set([ROLE]));

  // What was installed from this deployment is known to be that.
  const admin = await signedIn(laptop.url, secrets.accessCode);
  const { body } = await admin.call('GET', '/api/runs');
  const [{ runId }] = (body as { runs: [{ runId: string }] }).runs;
  const run = await admin.call('GET', `/api/runs/${runId}`);
  expect(run.body).toMatchObject({ ticketKey: KEY, runner: { kind: 'current' } });
});

test.each([
  [
    'lacks the model in one region that its profile leads to',
    'us-west-2::foundation-model',
    'us-west-1::foundation-model',
    'is not authorized to perform',
  ],
  ['is of another repository', '"1000003"', '"1000004"', 'AWS refused the Bedrock role'],
])('gets no pull request where the role %s', async (_, from, to, words) => {
  const { linear, github } = await played(changedStacks((text) => text.replaceAll(from, to)));

  const said = linear.commentsOf(KEY).map(({ body }) => body);
  expect(github.people.pulls('acme/infrastructure')).toEqual([]);
  expect(said.join('\n')).toContain(words);
});
