import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleFunctions } from '../../infra/bundle-functions.ts';
import { bundleLaptopRunner, bundleRunner } from '../../infra/bundle-runner.ts';

// Executor `local` runs work on the machine that the system itself runs on: what is deployed or installed must not know how.

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'laptop-only-'));
  await bundleFunctions(at('deployed'));
  await bundleFunctions(at('laptop'), { isForLaptop: true });
  await bundleRunner(at('installed-runner'));
  await bundleLaptopRunner(at('laptop-runner'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const metafileOf = (name: string): { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> } =>
  JSON.parse(readFileSync(`${at(name)}.metafile.json`, 'utf8'));

/** Own code of a bundle that speaks to child processes, by path, and whether an output holds its route. */
function knowledgeOfChildProcesses(name: string) {
  const { outputs } = metafileOf(name);
  const texts = Object.keys(outputs)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(file, 'utf8'));
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  return {
    contract: inputs.some((file) => file === 'shared/contract/child-process-executor.ts'),
    route: texts.some((text) => text.includes('/executions')),
  };
}

test('the client of executor local is in the functions of a laptop, and in no deployed one', () => {
  expect(knowledgeOfChildProcesses('laptop')).toEqual({ contract: true, route: true });
  expect(knowledgeOfChildProcesses('deployed')).toEqual({ contract: false, route: false });
});

test('the runner of a laptop plays all stages of a run, and the one in repositories cannot', () => {
  const ofAllStages = 'The first line of stdin must be the run request as JSON.';
  const [ofLaptop, ofRepositories] = ['laptop-runner', 'installed-runner'].map((name) =>
    readFileSync(join(at(name), 'runner.mjs'), 'utf8'),
  );

  expect(ofLaptop).toContain(ofAllStages);
  expect(ofLaptop).toContain('runner.mjs local');
  expect(ofRepositories).not.toContain(ofAllStages);
  expect(ofRepositories).not.toContain('runner.mjs local');
  expect(ofRepositories).toContain('runner.mjs publish');
});
