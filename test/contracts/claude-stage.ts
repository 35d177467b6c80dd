import { afterEach } from 'vitest';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { aModelWorld, type ModelWorld } from './a-model-world.ts';
import { aWorkplace, type ClaudeEnd, runClaude, type Workplace, WRITING } from './run-claude.ts';

interface Pass {
  /** Default: those of a pass that may write. */
  args?: string[];
  /** Default: an API key, and where the simulated model is. */
  env?: Record<string, string>;
  /** What follows the first line of the prompt. */
  more?: string;
  /** Sends SIGTERM after so long. */
  stopAfterMs?: number;
}

/** A program with Claude Code's interface, a scripted agent behind it, and a repository to work in. */
interface Stage {
  world: ModelWorld;
  workplace: Workplace;
  run(pass: string, given?: Pass): Promise<ClaudeEnd>;
}

export type StageMaker = (agent: ScriptedAgent, files?: Record<string, string>) => Promise<Stage>;

/** Makes stages for the tests of one file, and takes each down after its test. */
export function stageMaker(command: string): StageMaker {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });
  return async (agent, files) => {
    const world = await aModelWorld(() => agent);
    const workplace = aWorkplace(files);
    cleanUps.push(() => world.stop(), workplace.remove);
    const key = { ANTHROPIC_BASE_URL: world.model.url, ANTHROPIC_API_KEY: 'sk-key' };
    return {
      world,
      workplace,
      run(pass, { args = WRITING, env = key, more = '', stopAfterMs } = {}) {
        const prompt = `This is the ${pass} pass of run 01K for ticket ENG-1.\n${more}`;
        return runClaude({ command, workplace, prompt, args, env, stopAfterMs });
      },
    };
  };
}
