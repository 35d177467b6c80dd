import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { argv, env as machine } from 'node:process';
import { aPublication, type Publication } from '../runner/fixtures/a-publication.ts';

// Runs in this tree and, copied into it, in the tree of an older commit: it uses of both what they have in common.

/** One publication of a change to so many files. */
export interface Published {
  files: number;
  ms: number;
  /** Requests that GitHub got, git's own among them. */
  requests: number;
  gitProcesses: number;
}

const LINES = 40;
const contentOf = (file: number, end: string) =>
  Array.from({ length: LINES }, (_, line) => `export const value${file}x${line} = ${line}; // ${end}\n`).join('');
const pathOf = (file: number) => `src/part-${file % 20}/file-${file}.ts`;

/** A `git` that leaves a line for each start, before the one of this machine. */
function countedGit() {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-git-'));
  const log = join(folder, 'starts');
  const { PATH: real = '' } = machine;
  writeFileSync(log, '');
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho >> '${log}'\nPATH='${real}' exec git "$@"\n`, { mode: 0o755 });
  return {
    search: `${folder}${delimiter}${real}`,
    starts: () => readFileSync(log, 'utf8').length,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** A change to so many files that waits to be published. */
export async function aChangeOf(files: number): Promise<Publication> {
  const publication = await aPublication();
  const { hub } = publication;
  const before = Object.fromEntries(
    Array.from({ length: files }, (_, file) => [pathOf(file), contentOf(file, 'before')]),
  );
  const baseSha = hub.git.push('main', before);
  publication.handOver(
    (folder) => {
      for (let file = 0; file < files; file += 1) writeFileSync(join(folder, pathOf(file)), contentOf(file, 'after'));
    },
    { baseSha },
  );
  return publication;
}

async function publishedOnce(files: number): Promise<Published> {
  const publication = await aChangeOf(files);
  const { hub, context } = publication;
  let requests = 0;
  const served = hub.git.serve;
  hub.git.serve = (request, response) => {
    requests += 1;
    served(request, response);
  };
  const git = countedGit();
  Object.assign(machine, { PATH: git.search });
  const from = performance.now();
  const report = await publication.publish();
  const ms = Math.round(performance.now() - from);
  const changed = hub.git.git('diff', '--name-only', `main...${context.branch}`).split('\n');
  if (report.outcome !== 'success' || changed.length !== files)
    throw new Error(`of ${files} files ${changed.length} are published: ${JSON.stringify(report)}`);
  const gitProcesses = git.starts();
  git.remove();
  await publication.close();
  return { files, ms, requests, gitProcesses };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await publishedOnce(Number(argv[2])))}\n`);
