import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Attack, AttackRows, Defence } from './attack.ts';
import { type ModuleCopies, moduleCopies } from './module-copies.ts';

/** One row, and what became of it. */
export interface PlayedAttack extends Pick<Attack, 'name' | 'asset' | 'wayIn'> {
  defence: string;
  held: boolean;
  /** Whether it succeeded where its defence was taken out, and no attack on another defence did. */
  controlFailed: boolean;
  /** Whether the real Claude Code played it. */
  withRealCli: boolean;
  /** What else there is to say, for whoever mends it. */
  remarks: string[];
}

interface Playing {
  /** Whether the Claude Code that `AI_IMPLEMENT_CLAUDE` names is the real one. */
  withRealCli: boolean;
  /** Of the names of files. */
  words: readonly string[];
  /** Whether a copy is attacked by all rows that can tell it from the original, or only by those of the defence that it lacks. */
  isWhole: boolean;
}

type Verdict = 'held' | 'lost' | `error: ${string}`;

const FOLDER = 'test/attacks/rows';

/** The files of rows whose names have one of these words, or all, from the root of the repository. */
function rowFiles(words: readonly string[]): string[] {
  return readdirSync(resolve(import.meta.dirname, 'rows'), { encoding: 'utf8' })
    .filter((name) => name.endsWith('-attacks.ts'))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
    .sort()
    .map((name) => `${FOLDER}/${name}`);
}

/** Plays all rows of these files, and once more for each defence in a copy without it, where its rows shall succeed and no other. */
export async function playAttacks({ withRealCli, words, isWhole }: Playing): Promise<PlayedAttack[]> {
  const copies = moduleCopies();
  const [files, loaded]: [string[], AttackRows[]] = [[], []];
  for (const file of rowFiles(words)) {
    const rows = rowsIn(await copies.load(file));
    if (rows.needsRealClaude === true && !withRealCli) continue;
    files.push(file);
    loaded.push(rows);
  }
  const verdicts = await verdictsOf(loaded);
  const attacks = loaded.flatMap(({ rows }) => rows);
  const controls = new Map<Defence, Map<string, Verdict>>();
  for (const defence of new Set(attacks.map((attack) => attack.defence))) {
    controls.set(defence, await withoutDefence(copies, files, { defence, isWhole }));
  }
  return loaded.flatMap(({ rows, drivesClaude }) =>
    rows.map((attack) => {
      const verdict = verdicts.get(attack.name) ?? 'error: it was not played';
      const remarks = remarksOn(attack, attacks, controls.get(attack.defence) ?? new Map());
      const { name, asset, wayIn, defence } = attack;
      return {
        ...{ name, asset, wayIn, defence: defence.name },
        ...{ held: verdict === 'held', controlFailed: remarks.length === 0 },
        withRealCli: withRealCli && drivesClaude === true,
        remarks: [...(verdict === 'held' ? [] : [verdict]), ...remarks],
      };
    }),
  );
}

function rowsIn(module: object): AttackRows {
  return (module as { ATTACKS: AttackRows }).ATTACKS;
}

/** Verdicts of all rows that the defence's file can have to do with; the others are the same code in the copy. */
async function withoutDefence(
  copies: ModuleCopies,
  files: readonly string[],
  { defence, isWhole }: { defence: Defence; isWhole: boolean },
): Promise<Map<string, Verdict>> {
  const rows: AttackRows[] = [];
  for (const file of files) {
    if (copies.isConcerned(file, defence)) rows.push(rowsIn(await copies.loadWithout(file, defence)));
  }
  return verdictsOf(rows, (attack) => isWhole || attack.defence.name === defence.name);
}

async function verdictsOf(
  files: readonly AttackRows[],
  isPlayed: (attack: Attack) => boolean = () => true,
): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (const { rows, close } of files) {
    for (const attack of rows.filter(isPlayed)) verdicts.set(attack.name, await verdictOf(attack));
    await close?.();
  }
  return verdicts;
}

async function verdictOf(attack: Attack): Promise<Verdict> {
  try {
    return (await attack.isHeld()) ? 'held' : 'lost';
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What keeps the control of this attack from being one; nothing where it is. `control`: the verdicts without its defence. */
export function remarksOn(
  attack: Pick<Attack, 'name' | 'defence'>,
  attacks: readonly Pick<Attack, 'name' | 'defence'>[],
  control: ReadonlyMap<string, Verdict>,
): string[] {
  const own = control.get(attack.name) ?? 'error: its rows do not reach the file of the defence';
  const others = attacks
    .filter(({ defence, name }) => defence !== attack.defence && (control.get(name) ?? 'held') !== 'held')
    .map(({ name }) => `without its defence this too: "${name}" (${control.get(name)})`);
  return [...(own === 'lost' ? [] : [`without its defence: ${own}`]), ...others];
}
