import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say, use } from '../../runner/fixtures/messages-api.ts';
import { type Attack, type AttackRows, type Defence, once } from '../attack.ts';
import { claudePlaces } from './claude-scenes.ts';

// Files of the repository by which Claude Code would be steered, and words by which it would attach files.

const OWN_SETTINGS: Defence = {
  name: 'Claude Code takes no settings and no memory of the repository',
  file: 'runner/claude/cli-arguments.ts',
  text: "'--setting-sources', 'user', ",
  instead: '',
};

const places = claudePlaces();

/** A pass in a repository that brings settings with a hook, and a memory. */
const steered = once(async () => {
  const bench = places.begin();
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(bench.folder, path)), { recursive: true });
    writeFileSync(join(bench.folder, path), content);
  };
  const hook = { type: 'command', command: `touch ${join(bench.scratch, 'hooked')}` };
  const hooks = { PreToolUse: [{ matcher: '*', hooks: [hook] }], SessionStart: [{ hooks: [hook] }] };
  write('.claude/settings.json', JSON.stringify({ hooks }));
  write('CLAUDE.md', 'CANARY-MEMORY\n');
  const prompts: string[] = [];
  const { claude } = await bench.claudeWith(({ turns, prompt }) => {
    prompts.push(prompt);
    return turns > 0 ? say('done') : [use('Bash', { command: 'true' })];
  });
  await claude.run(bench.aPass());
  return { isHooked: existsSync(join(bench.scratch, 'hooked')), prompts: prompts.join('\n') };
});

/** What reaches the model of a prompt. */
async function promptOf(prompt: (bench: ReturnType<typeof places.begin>) => string): Promise<string> {
  const bench = places.begin();
  const prompts: string[] = [];
  const { claude } = await bench.claudeWith((conversation) => {
    prompts.push(conversation.prompt, conversation.last);
    return say('done');
  });
  await claude.run(bench.aPass({ prompt: prompt(bench) }));
  if (prompts.length === 0) throw new Error('the model was not asked');
  return prompts.join('\n');
}

const ROWS: readonly Attack[] = [
  {
    name: 'a hook of the repository runs beside the model',
    asset: 'the credential of the model',
    wayIn: 'the settings for Claude in the repository',
    defence: OWN_SETTINGS,
    isHeld: async () => !(await steered()).isHooked,
  },
  {
    name: 'the memory of the repository gives orders to all passes',
    asset: 'what a model takes for its orders',
    wayIn: 'the memory for Claude in the repository',
    defence: OWN_SETTINGS,
    isHeld: async () => !(await steered()).prompts.includes('CANARY-MEMORY'),
  },
  {
    name: 'a ticket attaches a file beside the repository to its prompt',
    asset: 'files beside the repository',
    wayIn: 'a word of a ticket that names a file',
    defence: {
      name: 'words of a prompt attach no files',
      file: 'runner/claude/claude-cli.ts',
      text: "CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',",
      instead: '',
    },
    isHeld: async () => {
      const seen = await promptOf(({ scratch }) => `Plan this: @${join(scratch, 'beside/canary.txt')} please.`);
      return !seen.includes('CANARY beside');
    },
  },
];

export const ATTACKS: AttackRows = {
  about: 'Settings of the repository for Claude Code',
  rows: ROWS,
  drivesClaude: true,
  needsRealClaude: true,
  close: places.close,
};
