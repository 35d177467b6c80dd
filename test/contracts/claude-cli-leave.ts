import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { describe, expect, test } from 'vitest';
import { permissionHook } from '../../runner/claude/permission-hook.ts';
import { bash, lastWords, write } from '../../simulators/anthropic/agents/script.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import type { StageMaker } from './claude-stage.ts';
import { WRITING } from './run-claude.ts';

const TOOLS = WRITING.slice(0, 4);
const SENSITIVE = ['.husky/pre-commit', '.vscode/tasks.json', '.devcontainer/devcontainer.json', '.npmrc'];

/** Writes each of them, and says that it has. */
const writing =
  (paths: readonly string[]): ScriptedAgent =>
  (conversation) => {
    const path = paths[conversation.turns];
    if (path === undefined) return lastWords(conversation, { summary: 'Written.' });
    return { calls: [write(conversation, path, '{}\n')] };
  };

/** For what Claude Code asks leave, and who gives it. */
export function leaveTests(aStage: StageMaker): void {
  const settingsWith = (folder: string, home: string, allowed: string[]) => {
    const { script, rules } = permissionHook(folder, { policy: 'leave_out', allowed });
    const files = { script: join(home, 'hook.mjs'), rules: join(home, 'rules.json') };
    writeFileSync(files.script, script);
    writeFileSync(files.rules, rules);
    const command = `'${execPath}' '${files.script}' '${files.rules}'`;
    const hooks = { PermissionRequest: [{ matcher: '*', hooks: [{ type: 'command', command }] }] };
    return ['--settings', JSON.stringify({ hooks })];
  };
  const play = async (paths: readonly string[], allowed: string[] | undefined, more: string[] = []) => {
    const { run, workplace } = await aStage(writing(paths));
    const hook = allowed === undefined ? [] : settingsWith(workplace.folder, workplace.home, allowed);
    const args = [...TOOLS, '--permission-mode', allowed === undefined ? 'dontAsk' : 'default', ...hook, ...more];
    const { result } = await run('implementation', { args });
    const denials = (result?.['permission_denials'] ?? []) as { tool_input: { file_path?: string } }[];
    return {
      denied: denials.map(({ tool_input }) => tool_input.file_path?.slice(workplace.folder.length + 1)),
      written: paths.filter((path) => existsSync(join(workplace.folder, path))),
    };
  };

  describe('leave to write', () => {
    test('without anybody to ask, files that steer tools are not written although writing is allowed', async () => {
      const { denied, written } = await play([...SENSITIVE, 'src/a.ts'], undefined);

      expect(written).toEqual(['src/a.ts']);
      expect(denied).toEqual(SENSITIVE);
    });

    test('the hook gives leave for exactly what the mapping allows', async () => {
      const allowed = ['.husky', '.npmrc'];

      const { denied, written } = await play([...SENSITIVE, 'src/a.ts'], allowed);

      expect(written).toEqual(['.husky/pre-commit', '.npmrc', 'src/a.ts']);
      expect(denied).toEqual(['.vscode/tasks.json', '.devcontainer/devcontainer.json']);
    });

    test('what is denied for good stays so, whatever the hook says', async () => {
      const { written } = await play(['.husky/pre-commit'], ['.husky'], ['--disallowedTools', 'Write']);

      expect(written).toEqual([]);
    });

    test('commands are used as before', async () => {
      const { run, workplace } = await aStage((conversation) =>
        conversation.turns === 0
          ? { calls: [bash('echo made > made.txt && cat made.txt')] }
          : lastWords(conversation, { summary: 'Done.' }),
      );
      const hook = settingsWith(workplace.folder, workplace.home, []);

      await run('implementation', { args: [...TOOLS, '--permission-mode', 'default', ...hook] });

      expect(readFileSync(join(workplace.folder, 'made.txt'), 'utf8')).toBe('made\n');
    });
  });

  test('a subagent ends by a cap of its own', async () => {
    const agents = { 'wu-1': { description: 'Unit one', prompt: 'Go on.', tools: ['Read'], maxTurns: 3 } };
    const { run, world } = await aStage((conversation) => {
      const { pass, turns, folder } = conversation;
      if (pass === 'work-unit') return { calls: [{ tool: 'Read', input: { file_path: `${folder}/README.md` } }] };
      if (turns > 0) return lastWords(conversation, { summary: 'Done.' });
      const prompt = 'This is work unit WU-1 of run 01K.';
      return { calls: [{ tool: 'Agent', input: { description: 'WU-1', prompt, subagent_type: 'wu-1' } }] };
    });

    await run('work-units', {
      args: ['--tools', 'Read,Agent', '--allowedTools', 'Read,Agent', '--agents', JSON.stringify(agents)],
    });

    expect(world.model.requests().filter(({ unit }) => unit === 'WU-1').length).toBeLessThanOrEqual(4);
  });
}
