import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { RunnerJob } from '../../shared/domain/runner-jobs.ts';
import type { CodeHost, FileContent, Proposal } from '../../shared/ports/code-host.ts';

/** A code host with `acme/backend`, whose branch `main` holds a `README.md`, and the means to change it. */
export interface CodeHostHarness {
  codeHost: CodeHost;
  /** Somebody else commits one file. */
  push(branch: string, file: FileContent): Promise<void>;
  /** Merges the one open pull request. */
  merge(): Promise<void>;
  contentOf(branch: string, path: string): Promise<string | undefined>;
  openPulls(): { branch: string; base: string; title: string; body: string }[];
  protect(branch: string): void;
  /** A rule lets others alone create branches of this form. */
  restrictCreation(branches: string): void;
  /** A run of `WORKFLOW` ends, with these jobs. */
  endRun(jobs: RunnerJob[]): void;
  uninstall(): void;
  withdrawWorkflows(): void;
  /** The App asks for no more than this from now on. */
  askOnlyFor(permissions: Record<string, 'read' | 'write'>, events: string[]): void;
  /** The App asks for everything again, which the owner has not accepted yet. */
  askForAll(): void;
  goDown(): void;
  close(): Promise<void>;
}

const REPOSITORY = { owner: 'acme', repo: 'backend' };
const WORKFLOW = { path: '.github/workflows/claude-plan.yml', content: 'name: Plan ü\n' };
const PROMPT = { path: 'WORKFLOW.md', content: '# Do it\n' };

/** What every code host holds. */
export function codeHostContract(name: string, start: () => Promise<CodeHostHarness>): void {
  describe(`the code host ${name}`, () => {
    let harness: CodeHostHarness;
    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());
    const compare = (files = [WORKFLOW, PROMPT], branch = 'main') =>
      harness.codeHost.compare(REPOSITORY, branch, files);
    const propose = async (overrides: Partial<Proposal> = {}) => {
      const { commit } = await compare();
      const texts = { title: 'chore: update', body: 'What it does.' };
      const proposal = { base: 'main', commit, branch: 'sync/x', files: [WORKFLOW], ...texts, ...overrides };
      return harness.codeHost.propose(REPOSITORY, proposal);
    };
    const the: Subject = {
      get harness() {
        return harness;
      },
      compare,
      propose,
    };
    comparisonsHold(the);
    proposalsHold(the);
    latestJobsHold(the);
    grantsHold(the);
    refusalsHold(the);
  });
}

interface Subject {
  readonly harness: CodeHostHarness;
  compare(files?: FileContent[], branch?: string): ReturnType<CodeHost['compare']>;
  propose(overrides?: Partial<Proposal>): ReturnType<CodeHost['propose']>;
}

function comparisonsHold(the: Subject): void {
  it('tells of each file whether it is the same, differs or is missing', async () => {
    await the.harness.push('main', WORKFLOW);
    await the.harness.push('main', { ...PROMPT, content: '# Do it otherwise\n' });
    const { states, blobs } = await the.compare([
      WORKFLOW,
      PROMPT,
      { path: '.github/ai-implement/runner.mjs', content: '' },
    ]);
    expect(states).toEqual({
      [WORKFLOW.path]: 'same',
      [PROMPT.path]: 'differs',
      '.github/ai-implement/runner.mjs': 'missing',
    });
    // As `git hash-object` has it.
    expect(blobs).toEqual({
      [WORKFLOW.path]: expect.stringMatching(/^[0-9a-f]{40}$/),
      [PROMPT.path]: 'f7304f93e53cbe4589388f3859a551bfff5abee7',
    });
  });

  it('tells whether the branch is protected, and its commit, which changes with a push', async () => {
    const before = await the.compare();
    expect(before.isProtected).toBe(false);
    await the.harness.push('main', PROMPT);
    the.harness.protect('main');
    const after = await the.compare();
    expect(after.isProtected).toBe(true);
    expect(after.commit).not.toBe(before.commit);
  });

  it('tells what a file of a commit holds, and that there is none', async () => {
    const { commit } = await the.compare();
    await the.harness.push('main', PROMPT);
    const newest = (await the.compare()).commit;
    const text = (of: { commit: string; path: string }) => the.harness.codeHost.text(REPOSITORY, of);

    expect(await text({ commit: newest, path: PROMPT.path })).toBe(PROMPT.content);
    expect(await text({ commit, path: PROMPT.path })).toBeUndefined();
    expect(await text({ commit: newest, path: '.ai-implement/config.yml' })).toBeUndefined();
  });

  it('tells what is in the way of a run', async () => {
    const run = { branch: 'ai-implement/ENG-1-x', message: 'ENG-1: X', workflowFiles: ['claude-plan.yml'] };
    expect(await the.harness.codeHost.obstacles(REPOSITORY, run)).toEqual([]);
    the.harness.restrictCreation('ai-implement/*');
    expect(await the.harness.codeHost.obstacles(REPOSITORY, run)).toEqual([
      expect.stringContaining('others to create'),
    ]);
  });
}

function proposalsHold(the: Subject): void {
  it('opens a pull request with the changes, and leaves the branch it is meant for alone', async () => {
    const proposed = await the.propose();
    expect(proposed).toEqual({
      outcome: 'opened',
      prUrl: expect.stringMatching(/^https?:.*\/acme\/backend\/pull\/\d+$/),
    });
    expect(the.harness.openPulls()).toEqual([
      { base: 'main', branch: 'sync/x', title: 'chore: update', body: 'What it does.' },
    ]);
    expect(await the.harness.contentOf('sync/x', WORKFLOW.path)).toBe(WORKFLOW.content);
    expect(await the.harness.contentOf('sync/x', 'README.md')).toContain('Backend');
    expect((await the.compare()).states[WORKFLOW.path]).toBe('missing');
  });

  it('brings the open pull request up to date, and its branch onto what was pushed meanwhile', async () => {
    const first = await the.propose();
    await the.harness.push('main', PROMPT);
    const newer = { ...WORKFLOW, content: 'name: Plan 2\n' };
    const second = await the.propose({ files: [newer], title: 'chore: update to 2' });
    expect(second).toEqual({ ...first, outcome: 'updated' });
    expect(the.harness.openPulls()).toMatchObject([{ title: 'chore: update to 2' }]);
    expect(await the.harness.contentOf('sync/x', WORKFLOW.path)).toBe(newer.content);
    expect(await the.harness.contentOf('sync/x', PROMPT.path)).toBe(PROMPT.content);
  });

  it('does no harm when it is repeated', async () => {
    const first = await the.propose();
    expect(await the.propose()).toEqual({ ...first, outcome: 'updated' });
    expect(the.harness.openPulls()).toHaveLength(1);
  });

  it('opens a new pull request after the first was merged', async () => {
    const first = await the.propose();
    await the.harness.merge();
    expect((await the.compare()).states[WORKFLOW.path]).toBe('same');
    const second = await the.propose({ files: [PROMPT] });
    expect(second.outcome).toBe('opened');
    expect(second).not.toEqual(first);
  });

  it('leaves a branch alone that holds a commit of somebody else', async () => {
    await the.propose();
    await the.harness.push('sync/x', { path: 'notes.md', content: 'mine' });
    expect(await the.propose({ files: [PROMPT] })).toEqual({ outcome: 'branch_taken' });
    expect(await the.harness.contentOf('sync/x', 'notes.md')).toBe('mine');
  });
}

function latestJobsHold(the: Subject): void {
  const jobs = () => the.harness.codeHost.latestJobs(REPOSITORY, 'claude-plan.yml');
  const admit: RunnerJob = { name: 'admit', labels: ['safe'], runnerName: 'safe-1', runnerGroup: 'Default' };
  const agent: RunnerJob = { ...admit, name: 'agent / agent', labels: ['pool'], runnerName: 'pool-1' };

  it('tells where the jobs ran of the newest run in which the agent worked', async () => {
    await the.harness.push('main', WORKFLOW);
    the.harness.endRun([admit, { ...agent, runnerName: 'pool-0' }]);
    the.harness.endRun([admit, agent]);
    the.harness.endRun([admit]);
    expect(await jobs()).toEqual([admit, agent]);
  });

  it('knows of no jobs where nothing is installed, or nothing ran yet', async () => {
    expect(await jobs()).toEqual([]);
    await the.harness.push('main', WORKFLOW);
    expect(await jobs()).toEqual([]);
  });
}

function grantsHold(the: Subject): void {
  it('tells what the App asks for, and what the owner has accepted of it', async () => {
    const all = await the.harness.codeHost.grants(REPOSITORY);
    expect(all.app.permissions).toMatchObject({ contents: 'write', checks: 'read' });
    expect(all.installation).toEqual(all.app);
    expect(all.url).toMatch(/^https:\/\//);

    const few = { contents: 'write', metadata: 'read' } as const;
    the.harness.askOnlyFor(few, ['workflow_run']);
    const less = { permissions: few, events: ['workflow_run'] };
    expect(await the.harness.codeHost.grants(REPOSITORY)).toMatchObject({ app: less, installation: less });

    the.harness.askForAll();
    expect(await the.harness.codeHost.grants(REPOSITORY)).toEqual({ ...all, installation: less });
  });
}

function refusalsHold(the: Subject): void {
  it('says that the App is not installed, in this repository or in any other', async () => {
    const other = the.harness.codeHost.compare({ owner: 'acme', repo: 'nothing' }, 'main', []);
    await expect(other).rejects.toMatchObject({
      code: 'app_not_installed',
      detail: expect.stringContaining('acme/nothing'),
    });
    the.harness.uninstall();
    await expect(the.compare()).rejects.toMatchObject({ code: 'app_not_installed' });
  });

  it('says that there is no such branch', async () => {
    await expect(the.compare([], 'trunk')).rejects.toMatchObject({
      code: 'branch_missing',
      detail: expect.stringContaining('trunk'),
    });
  });

  it('says that it may not write workflows, and changes nothing', async () => {
    the.harness.withdrawWorkflows();
    await expect(the.propose()).rejects.toMatchObject({
      code: 'missing_permission',
      detail: expect.stringContaining('workflows'),
    });
    expect(the.harness.openPulls()).toEqual([]);
  });

  it('throws that it is unavailable when it cannot answer', async () => {
    the.harness.goDown();
    await expect(the.compare()).rejects.toThrow(ServiceUnavailable);
  });
}
