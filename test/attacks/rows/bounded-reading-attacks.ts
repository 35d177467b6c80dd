import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withScratch } from '../../../runner/process/with-scratch.ts';
import { parseYaml } from '../../../runner/prompts/parse-yaml.ts';
import { yamlOf } from '../../../runner/prompts/prompt-file.ts';
import { readOutcome } from '../../../runner/publishing/read-outcome.ts';
import { objectsBefore } from '../../../runner/publishing/read-patch.ts';
import { isFileScope, isInScope, scopesOverlap } from '../../../shared/domain/file-scope.ts';
import { anOutcome } from '../../runner/fixtures/an-outcome.ts';
import { type Attack, type AttackRows, isRefused } from '../attack.ts';

// What is read of a plan, a repository or another job before it is known to be small. Canaries are small, and bounds are tried from just above.

const SCOPES = 'shared/domain/file-scope.ts';
const AGENT = 'the job of the agent, and its time';
const PUBLISHER = 'the machine that publishes';

const ROWS: readonly Attack[] = [
  {
    name: 'a plan names files by a pattern that may be matched in very many ways',
    asset: AGENT,
    wayIn: 'the files of a work unit, as a model names them',
    defence: {
      name: 'stars of a pattern are counted before it is matched',
      file: SCOPES,
      text: '!isDeep && names.every((name) => starsIn(name) <= MOST_STARS)',
      instead: 'true',
    },
    isHeld: () => !isFileScope('src/a*b*c*d*e.ts') && !isFileScope('**/a/**/b/**/c/**/d'),
  },
  {
    name: 'two units are compared for ever',
    asset: AGENT,
    wayIn: 'the files of two work units, as a model names them',
    defence: {
      name: 'comparing ends when its steps are used up',
      file: SCOPES,
      text: 'return steps.left < 0;',
      instead: 'return false;',
    },
    // They have nothing in common, which takes more than four steps to find.
    isHeld: () => scopesOverlap('src/one.ts', 'src/two.ts', { left: 4 }),
  },
  {
    name: 'a path that no file has is matched for ever',
    asset: AGENT,
    wayIn: 'the path of a file, as a model names it',
    defence: {
      name: 'paths that are longer than any is are not matched',
      file: SCOPES,
      text: "const IS_SHORT = '(?![^]{1001})';",
      instead: "const IS_SHORT = '';",
    },
    isHeld: () => isInScope('src/**', 'src/a.ts') && !isInScope('src/**', `src/${'a/'.repeat(500)}a.ts`),
  },
  {
    name: 'a setting of the repository says one thing over and over',
    asset: 'the memory of the job',
    wayIn: 'aliases in a file of settings',
    defence: {
      name: 'aliases in settings are counted',
      file: 'runner/prompts/parse-yaml.ts',
      text: ', { maxAliasCount: MOST_ALIASES }',
      instead: '',
    },
    isHeld() {
      const aliases = Array.from({ length: 11 }, () => '*word').join(', ');
      try {
        parseYaml(`a: &word canary\nb: [${aliases}]\n`);
      } catch (error) {
        if (error instanceof ReferenceError) return true;
        throw error;
      }
      return false;
    },
  },
  {
    name: 'too many aliases are taken for a fault of the machine, and the run is repeated',
    asset: 'the budget of the mapping',
    wayIn: 'aliases in a file of settings',
    defence: {
      name: 'settings with wrong aliases are the fault of who wrote them',
      file: 'runner/prompts/prompt-file.ts',
      text: ' || error instanceof ReferenceError',
      instead: '',
    },
    async isHeld() {
      try {
        yamlOf('.ai-implement/config.yml', 'a: *canary\n');
      } catch (error) {
        return (error as { code?: string }).code === 'repository_file_wrong';
      }
      throw new Error('an alias of nothing was read');
    },
  },
  {
    name: 'an outcome that is larger than any outcome is read',
    asset: PUBLISHER,
    wayIn: "the outcome that the agent's job hands over",
    defence: {
      name: 'outcomes are measured before they are read',
      file: 'runner/publishing/read-outcome.ts',
      text: ' || stat.size > LARGEST_OUTCOME',
      instead: '',
    },
    isHeld: () =>
      withScratch((folder) => {
        writeFileSync(join(folder, 'outcome.json'), JSON.stringify(anOutcome()) + ' '.repeat(4 * 1024 * 1024));
        return isRefused((async () => readOutcome(folder, anOutcome().runId, 'success'))(), 'agent_left_nothing');
      }),
  },
  {
    name: 'a patch that is larger than any patch is read',
    asset: PUBLISHER,
    wayIn: "the patch that the agent's job hands over, by its own size",
    defence: {
      name: 'patches are measured before they are read',
      file: 'runner/publishing/read-patch.ts',
      text: 'if (stat.size > LARGEST_PATCH) throw',
      instead: 'if (false) throw',
    },
    isHeld: () =>
      withScratch((folder) => {
        const patch = join(folder, 'changes.patch');
        writeFileSync(patch, '');
        // A hole of that size, which takes no room.
        truncateSync(patch, 200 * 1024 * 1024 + 1);
        return isRefused(objectsBefore(patch), 'changes_too_big');
      }),
  },
];

export const ATTACKS: AttackRows = { about: 'Bounds of what is read', rows: ROWS };
