import { readdirSync } from 'node:fs';
import { npmEnvironment, readStageEnv, ToolsEnv } from '../env.ts';
import type { Ending } from '../process/ending.ts';
import type { ExitCode } from '../process/exit-codes.ts';
import { provideClaude } from './provide-claude.ts';

export function provideClaudeProgram(ending: Ending): Promise<ExitCode> {
  const { RUNNER_TEMP: temp, GITHUB_PATH: pathFile } = readStageEnv(ToolsEnv);
  const { platform, arch } = process;
  const machine = { platform, arch, hasGlibc: platform === 'linux' && !hasMusl() };
  return provideClaude({ machine, temp, pathFile, environment: npmEnvironment() }, ending);
}

/** As Alpine has it. */
function hasMusl(): boolean {
  return readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}
