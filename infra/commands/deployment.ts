import type { DeployedNote } from '../deployed-note.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { overrideLines, settingsDiff } from './settings-diff.ts';

/** What a deployment does to the outside. */
export interface DeploymentDeps {
  /** What is deployed; undefined: nothing yet. */
  deployed(stage: Stage): Promise<DeployedNote | undefined>;
  /** Asks whoever sits there; undefined where nobody does. */
  confirm: ((question: string) => Promise<boolean>) | undefined;
  synthesize(stage: Stage): Promise<void>;
  /** Deploys what was synthesized; answers the exit code. */
  cdk(options: { isApproved: boolean }): Promise<number>;
  print(line: string): void;
}

export interface DeploymentWish {
  stage: Stage;
  /** No question is asked. */
  isApproved: boolean;
  /** What would change is shown, and nothing deployed. */
  isLookOnly: boolean;
}

/** Shows what changes against what is deployed, then deploys it; answers the exit code. Throws `Refusal`. */
export async function deployStage(
  deps: DeploymentDeps,
  { stage, isApproved, isLookOnly }: DeploymentWish,
): Promise<number> {
  deps.print(`Stage ${stage.name}: stack ${stage.stackName} in account ${stage.account}, ${stage.region}.`);
  for (const line of overrideLines(stage.overrides)) deps.print(line);
  const hasChanges = showChanges(await deps.deployed(stage), stage, deps.print);
  if (isLookOnly) return 0;
  if (hasChanges && !isApproved) await requireConsent(deps.confirm);
  await deps.synthesize(stage);
  return await deps.cdk({ isApproved });
}

/** Answers whether settings of what is deployed change. */
function showChanges(note: DeployedNote | undefined, { values }: Stage, print: (line: string) => void): boolean {
  const lines = settingsDiff(note?.settings ?? {}, values);
  if (note === undefined) print('Nothing is deployed with a note of its settings yet. It will be deployed with:');
  else if (lines.length === 0) print(`Settings are those of what is deployed (version ${note.version}).`);
  else print(`Settings against what is deployed (version ${note.version}):`);
  for (const line of lines) print(line);
  return note !== undefined && lines.length > 0;
}

async function requireConsent(confirm: DeploymentDeps['confirm']): Promise<void> {
  if (confirm === undefined) {
    throw new Refusal(
      'Settings change, and nobody can be asked here. Repeat it with --approved if they should. (not_confirmed)',
    );
  }
  if (!(await confirm('Deploy with these settings?'))) throw new Refusal('Nothing was deployed. (not_confirmed)');
}
