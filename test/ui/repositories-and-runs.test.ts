import { describe, expect, it } from 'vitest';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aMappingInput } from './a-mapping-input.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();

describe.runIf(hasBrowser)('what the admin UI shows of repositories', () => {
  it('shows what a repository lacks, warns, and installs it by one pull request', async () => {
    const { world, page, signIn } = admin();
    world.codeHost.repository.protectedBranches = [];
    await world.operations.createMapping({ body: aMappingInput() });
    await signIn();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByText('Templates: not installed').waitFor();
    await page.getByText('The branch main of acme/backend is not protected', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Sync templates of Backend' }).click();
    const link = page.getByRole('link', { name: 'Pull request opened: 7 files to merge' });
    expect(await link.getAttribute('href')).toBe('https://github.test/acme/backend/pull/1');
    world.codeHost.mergePull();
    await page.reload();
    await page.getByText('Templates: up to date').waitFor();
  });

  it('names what an installation has not accepted, in the list and in the form of the mapping', async () => {
    const { world, site, page, signIn } = admin();
    const { grants } = world.codeHost.repository;
    const { issues: _, ...permissions } = grants.app.permissions;
    grants.installation = { permissions, events: grants.app.events };
    const { mappingId } = await world.operations.createMapping({ body: aMappingInput() });
    await signIn();
    for (const path of ['/mappings', `/mappings/${mappingId}`]) {
      await page.goto(`${site.url}/admin${path}`);
      await page
        .getByText('acme has not accepted of the GitHub App the permission Issues: read', { exact: false })
        .waitFor();
    }
    await page.getByRole('heading', { name: 'Check' }).waitFor();
    await page.goto(`${site.url}/admin/mappings/new`);
    await page.getByLabel('Owner').waitFor();
    expect(await page.getByRole('heading', { name: 'Check' }).count()).toBe(0);
  });

  it('says why a repository cannot be looked into', async () => {
    const { world, page, signIn } = admin();
    await world.operations.createMapping({ body: { ...aMappingInput(), repo: 'other' } });
    await signIn();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByText('The GitHub App is not installed on acme/other.').first().waitFor();
  });
});

describe.runIf(hasBrowser)('the admin UI, asked for all repositories', () => {
  it('brings all repositories to this version, each once, and says which one could not be', async () => {
    const { world, page, signIn } = admin();
    await world.operations.createMapping({ body: aMappingInput() });
    await world.operations.createMapping({ body: { ...aMappingInput(), name: 'Again', teamKey: 'OPS' } });
    await world.operations.createMapping({
      body: { ...aMappingInput(), name: 'Gone', teamKey: 'DATA', repo: 'other' },
    });
    await signIn();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByRole('button', { name: 'Sync all templates' }).click();
    await page.getByText('Sync templates in 2 repositories?').waitFor();
    await page.getByRole('button', { name: 'Sync them' }).click();

    const results = page.getByRole('region', { name: 'Templates of all repositories' });
    await results.getByText('2 of 2 repositories').waitFor();
    const rows = await results.getByRole('listitem').allInnerTexts();
    expect(rows.map((row) => row.split('\n')[0])).toEqual([
      'acme/backend: Pull request opened: 7 files to merge',
      'acme/other: The GitHub App is not installed on acme/other.',
    ]);
  });
});

describe.runIf(hasBrowser)('what the admin UI shows of runs', () => {
  it('shows what a run changed and cost, and its gap analysis as text and never as HTML', async () => {
    const { world, site, page, signIn } = admin();
    const run = aRun({ status: 'running' });
    await world.runs.reserve(run);
    const usage = { turns: 31, inputTokens: 48_000, outputTokens: 6500, costUsd: 1.234 };
    const changes = { files: 3, additions: 120, deletions: 4 };
    const report = { ...aReport(), usage, changes, gapAnalysis: GAP_ANALYSIS };
    await world.runs.putReport(run.runId, { report, receivedAt: world.clock.now() });
    await world.runs.end(run.runId, { status: 'succeeded', at: world.clock.now(), usage, prUrl: report.prUrl });
    await signIn();
    await page.goto(`${site.url}/admin/runs/${run.runId}`);
    await page.getByRole('heading', { name: 'Gap analysis' }).waitFor();
    for (const text of ['3 files, +120 −4', '$1.23', '48,000 in, 6,500 out', '<img src=x>']) {
      await page.getByText(text).waitFor();
    }
    expect(await page.locator('.prose img, .prose script').count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Implemented' }).count()).toBe(1);
  });

  it('offers to execute on this machine only where that is possible', async () => {
    const { world, site, page, signIn, fill } = admin();
    await signIn();
    await page.goto(`${site.url}/admin/mappings/new`);
    await page.getByLabel('Dollars per run', { exact: false }).waitFor();
    expect(await page.getByLabel('Executes on').count()).toBe(0);
    world.executors.push('local');
    await page.reload();
    await fill({ Name: 'Backend', 'Team key': 'ENG', Owner: 'acme', Repository: 'backend' });
    await page.getByLabel('Dollars per run', { exact: false }).fill('2.5');
    await page.getByLabel('Executes on').selectOption('local');
    await page.getByRole('button', { name: 'Create mapping' }).click();
    await page.getByRole('heading', { name: 'Backend' }).waitFor();
    expect(await world.mappings.all()).toMatchObject([{ executor: 'local', budgetUsdPerRun: 2.5 }]);
  });
});

const GAP_ANALYSIS = `## 🔍 AI Implementation Gap Analysis
<!-- ai-implement:gap-analysis -->

### ✅ Implemented

- The export route, in \`src/export.ts\`
- **Tests** for it <img src=x>

### ⚠️ Gaps / Partial Implementation

None identified.

### 🔧 Manual Steps Required

1. Set \`EXPORT_BUCKET\`, see [the guide](https://docs.test/export).
`;

describe.runIf(hasBrowser)('what the admin UI shows of runners', () => {
  it('says that the runner was changed: as GitHub shows it, or as runs told', async () => {
    const { world, page, signIn } = admin();
    const { mappingId } = await world.operations.createMapping({ body: aMappingInput() });
    await world.mappings.noteRunner(mappingId, { kind: 'unknown', at: '2026-01-05T09:00:00.000Z' });
    await signIn();
    await page.getByRole('link', { name: 'Mappings', exact: true }).click();
    await page.getByText('was changed', { exact: false }).waitFor();
    expect(await page.getByText('So said the run of', { exact: false }).count()).toBe(1);
    world.codeHost.push('main', { path: '.github/ai-implement/runner.mjs', content: '// of somebody else' });
    await page.reload();
    await page.getByText('see who last wrote', { exact: false }).waitFor();
    expect(await page.getByText('was changed', { exact: false }).count()).toBe(1);
    await world.runs.reserve(aRun({ runner: { kind: 'released', version: '0.0.9' } }));
    await page.goto(`${new URL(page.url()).origin}/admin/runs/${aRun().runId}`);
    await page.getByText('is that of version 0.0.9: sync the templates', { exact: false }).waitFor();
  });
});
