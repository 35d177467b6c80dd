import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type ProcessEnd, runProcess } from '../process/run-process.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { NodePackage, PackageCommand } from './package-manager.ts';

const LONGEST_MS = 20 * MINUTE_MS;
/** Characters of output that people and the model get to see. */
const KEPT_OUTPUT = 4000;

/** The scripts of `package.json` that have to pass, in this order. */
const CHECKS = ['typecheck', 'lint', 'test'];

export type Hook = 'setup' | 'verify' | 'teardown';

interface FailedCheck {
  name: string;
  output: string;
}

/** Programs of the repository. They see an environment without credentials, and nothing of them stays behind. */
export interface RepositoryPrograms {
  /** Throws a `StageFailure` when it fails. */
  install(node: NodePackage, signal: AbortSignal): Promise<void>;
  /** Runs the checks that the package has, and tells which of them fail. */
  check(node: NodePackage, signal: AbortSignal): Promise<FailedCheck[]>;
  /** Runs a script of the repository with `bash -euo pipefail`; throws a `StageFailure` when it fails. */
  hook(hook: Hook, script: string, signal: AbortSignal): Promise<void>;
}

/** `environment`: what they see of this machine, no token and no credential. */
export function repositoryPrograms(folder: string, environment: Record<string, string>): RepositoryPrograms {
  const run = ({ command, args }: PackageCommand, signal: AbortSignal) =>
    runProcess({
      command,
      args,
      cwd: folder,
      env: environment,
      signal,
      timeoutMs: LONGEST_MS,
      keepOutput: KEPT_OUTPUT,
    });
  return {
    async install(node, signal) {
      const end = await run(node.install, signal);
      if (end.code !== 0)
        throw failureOf('install_failed', [node.install.command, ...node.install.args].join(' '), end);
    },
    async check(node, signal) {
      const failed: FailedCheck[] = [];
      for (const name of CHECKS.filter((check) => node.scripts.includes(check))) {
        const end = await run(node.script(name), signal);
        if (end.stoppedBy === 'abort') throw new StageFailure('program_stopped', name);
        if (end.code !== 0) failed.push({ name, output: end.output.trim() || endWords(end) });
      }
      return failed;
    },
    async hook(hook, script, signal) {
      const path = await scriptPath(folder, hook, script);
      const end = await run({ command: 'bash', args: ['-euo', 'pipefail', path] }, signal);
      if (end.code !== 0) throw failureOf('script_failed', `${hook}, ${script}`, end);
    },
  };
}

/** The real path of a script, which must be below the repository, links followed. */
async function scriptPath(folder: string, hook: Hook, script: string): Promise<string> {
  const root = await realpath(folder);
  const path = await realpath(join(root, script)).catch(() => undefined);
  if (path === undefined) throw new StageFailure('script_missing', `${hook}, ${script}`);
  const inside = relative(root, path);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new StageFailure('script_outside', `${hook}, ${script}`);
  }
  return path;
}

function failureOf(code: 'install_failed' | 'script_failed', what: string, end: ProcessEnd): StageFailure {
  if (end.stoppedBy === 'abort') return new StageFailure('program_stopped', what);
  const output = end.output.trim();
  return new StageFailure(code, `${what} (${endWords(end)})${output === '' ? '' : `:\n${output.slice(-1500)}`}`);
}

function endWords({ code, signal, stoppedBy }: ProcessEnd): string {
  if (stoppedBy === 'timeout') return `no end after ${LONGEST_MS / MINUTE_MS} minutes`;
  return signal === null ? `exit code ${code ?? 'none'}` : `signal ${signal}`;
}
