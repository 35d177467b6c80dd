import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnerFileIn } from '../../local/world/child-processes/runner-launcher.ts';
import { temporaryHome } from '../../local/world/home/home.ts';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { FUNCTION_ENVS, type FunctionName } from '../../shared/contract/env.ts';
import { installedFiles } from '../../simulators/seed/installed-files.ts';
import { MAPPINGS_WITHOUT_PLANNING } from '../../simulators/seed/seed.ts';
import { signedIn } from './admin-client.ts';
import { FIRST_COMMIT, hasHistory, type SynthesizedCommit, synthesizedAt } from './first-version.ts';
import { freePorts } from './free-ports.ts';
import { startQuietSystem } from './quiet-system.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

// A deployment of an early commit is updated to today's, over the same table, queues and secrets, while runs are in flight.

const isPossible = hasHistory(FIRST_COMMIT);
if (!isPossible)
  process.stderr.write(
    `Skipped: the upgrade, since this checkout lacks commit ${FIRST_COMMIT} (git fetch --unshallow)\n`,
  );

const RUNS = 10;
const MINUTE_MS = 60_000;
const INSTALLATION_MS = 600_000;

let first: SynthesizedCommit | undefined;
beforeAll(() => {
  if (isPossible) first = synthesizedAt(FIRST_COMMIT);
}, INSTALLATION_MS);
afterAll(() => first?.remove());

/** Today's laptop points functions at its simulators by variables that some of then did not have, nor look at. */
function withVariablesOfToday(template: unknown): void {
  const { Resources } = template as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const name = String(Properties['Handler']).split('/')[0] as FunctionName;
    const environment = Properties['Environment'] as { Variables: Record<string, unknown> };
    const today = Object.keys(FUNCTION_ENVS[name].shape).map((variable) => [variable, '']);
    environment.Variables = { ...Object.fromEntries(today), ...environment.Variables };
  }
}

const isReady =
  ({ linear }: WholeSystem) =>
  (key: string) =>
    linear.labelsOf(key).includes('Ready for Review');

test.skipIf(!isPossible)(
  `an update with ${RUNS} runs in flight loses none of them`,
  async () => {
    const home = temporaryHome();
    // As a deployment of then has it; those of today beside it are made at the first start.
    mkdirSync(home.folder, { recursive: true });
    writeFileSync(home.secretsFile, JSON.stringify({ tokenSecret: randomBytes(48).toString('base64url') }));
    const mappings = MAPPINGS_WITHOUT_PLANNING.map((mapping) => ({ ...mapping, maxInProgress: RUNS }));
    const kept = {
      home,
      isKept: true,
      port: await freePorts(5),
      mappings,
      runTimes: { startDelayMs: 1000, stepMs: 5 * MINUTE_MS },
    };

    const then = await startWholeSystem({ ...kept, outDir: first?.outDir ?? '', mutateTemplate: withVariablesOfToday });
    for (const key of then.linear.keys()) then.linear.unmark(key);
    const keys = Array.from({ length: RUNS }, (_, index) =>
      then.linear.createIssue('OPS', { title: `In flight ${index}` }),
    );
    for (const key of keys) then.linear.mark(key);
    await then.until(() => then.github.counts().passedGate === RUNS);
    const signedBy = then.github.runs().map(({ inputs }) => decodeProtectedHeader(inputs['result_token'] ?? '').alg);
    expect(signedBy).toEqual(Array(RUNS).fill('HS256'));
    const late = then.linear.createIssue('OPS', { title: 'Marked just before the update' });
    then.linear.mark(late);
    await then.stop();

    const now = await startWholeSystem(kept);
    try {
      await now.until(() => [...keys, late].every(isReady(now)));
      for (const key of [...keys, late]) {
        expect(now.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key)).toHaveLength(1);
        expect(now.linear.commentsOf(key)).toHaveLength(1);
      }
      expect(now.laptop.counters.accessDenied()).toBe(0);
      for (const queue of ['candidates-dead-letters', 'lifecycle-dead-letters.fifo']) {
        expect(now.laptop.queueContent(queue).available).toBe(0);
      }
    } finally {
      await now.stop();
      home.clear();
    }
  },
  INSTALLATION_MS,
);

test.skipIf(!isPossible)(
  'a repository whose templates were not synced since goes from its mark to a pull request',
  async () => {
    const system = await startQuietSystem({ runs: 'executed', claude: standIn() });
    try {
      const templates = dirname(runnerFileIn(first?.outDir ?? ''));
      const seed = { 'README.md': '# Greets people\n', ...installedFiles(templates) };
      await system.github.addRepository({
        owner: 'acme',
        name: 'unsynced',
        defaultBranch: 'main',
        workflows: [],
        seed,
      });
      const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
      const target = {
        owner: 'acme',
        repo: 'unsynced',
        defaultBranch: 'main',
        planningEnabled: true,
        autoApprovePlans: true,
      };
      const saved = await admin.call('POST', '/api/mappings', {
        name: 'unsynced',
        teamKey: 'ENG',
        label: 'unsynced',
        ...target,
      });
      expect(saved.status).toBeLessThan(300);
      const key = system.linear.createIssue('ENG', {
        title: 'Greet by name',
        description: 'Greet people by their name.',
      });
      system.linear.addLabel(key, 'unsynced');
      system.linear.mark(key);

      await system.until(() => isReady(system)(key));

      expect(system.github.people.pulls('acme/unsynced')).toHaveLength(1);
      expect(system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key)).toHaveLength(2);
    } finally {
      await system.stop();
    }
  },
  INSTALLATION_MS,
);
