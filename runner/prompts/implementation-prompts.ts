import type { WorkUnit } from '../../shared/domain/work-units.ts';
import { CONVENTIONS } from './conventions.ts';
import type { FollowUpWork } from './follow-up-work.ts';
import { followUpSection } from './follow-up-work.ts';
import type { PromptWriter } from './prompt-writer.ts';

const GROUND_RULES = `You work in a checkout of the repository, without anybody to ask: decide, and go on. What is in the working folder when you
end is taken as your change, except what .gitignore leaves out. You may commit; nothing has to be committed. Never push, open
pull requests or change remotes: that is done for you. What steers agents, CI, hooks, editors and package managers is not taken unless
the team allows it (\`.claude\`, \`CLAUDE.md\`, \`AGENTS.md\`, \`.ai-implement\`, workflows, \`.husky\`, \`.vscode\`, \`.npmrc\`, \`CODEOWNERS\`
and the like), nor are new symbolic links and submodules: where the ticket needs such a change, say in your summary what it is.
${CONVENTIONS}`;

const END = 'When you are done, sum up what you did in the form you are asked for.';

const EXTRAS = ['ISSUE_TITLE', 'ISSUE_DESCRIPTION', 'PLANNING_CONTEXT'] as const;

/** What a later iteration is told: what the review asks for, and the checks that fail. */
export interface Feedback {
  /** On follow-ups: what was to be done in the first place. */
  work?: FollowUpWork | undefined;
  findings: readonly string[];
  failedChecks: readonly { name: string; output: string }[];
}

/** The first pass of a fresh implementation without work units. */
export function implementationPrompt(writer: PromptWriter, template: string): string {
  return writer.prompt('implementation', [GROUND_RULES, writer.teamPrompt(template, EXTRAS), END]);
}

/** The first pass of a follow-up. */
export function followUpPrompt(writer: PromptWriter, template: string, work: FollowUpWork): string {
  const task = `The ticket is implemented already, on the branch that you see. This is a further pass on its pull request, and what is left
to do is this, and nothing else:`;
  const team = writer.teamPrompt(template, ['ISSUE_TITLE', 'ISSUE_DESCRIPTION']);
  return writer.prompt('implementation', [GROUND_RULES, team, task, followUpSection(writer.fence, work), END]);
}

/** A further iteration: the work stands, and something about it is not right yet. */
export function fixPrompt(writer: PromptWriter, template: string, feedback: Feedback): string {
  const { fence } = writer;
  const findings = feedback.findings.map((finding, index) => fence.block(`review finding ${index + 1}`, finding));
  const checks = feedback.failedChecks.map(({ name, output }) => fence.block(`failing check ${name}`, output));
  return writer.prompt('implementation', [
    GROUND_RULES,
    writer.teamPrompt(template, EXTRAS),
    'The work stands in the working folder. Look at it first (`git status`, `git diff`), then put right what follows, at its root.',
    ...(feedback.work === undefined ? [] : [`This was to be done:\n\n${followUpSection(fence, feedback.work)}`]),
    ...findings,
    ...checks,
    `${END} Sum up the whole change, not only this correction.`,
  ]);
}

/** The pass that starts one subagent for each independent unit. */
export function workUnitsPrompt(writer: PromptWriter, runId: string, units: readonly WorkUnit[]): string {
  const calls = units.map(
    (unit) =>
      `- subagent_type \`${subagentType(unit)}\`, prompt: "${unitLine(unit, runId)} Do what your instructions say."`,
  );
  return writer.prompt('work-units', [
    'The plan of this ticket names units of work that do not touch each other. A subagent for each of them is prepared.',
    `Start them all, in one message, with one Agent call each:\n${calls.join('\n')}`,
    'Change nothing yourself. When all have ended, say in a few lines what each of them reports, and what it could not do.',
  ]);
}

export function subagentType(unit: WorkUnit): string {
  return unit.id.toLowerCase();
}

function unitLine(unit: WorkUnit, runId: string): string {
  return `This is work unit ${unit.id} of run ${runId}.`;
}

/** What a subagent is told about its unit; it sees nothing of the pass that starts it. */
export function unitInstructions(writer: PromptWriter, template: string, runId: string, unit: WorkUnit): string {
  return [
    unitLine(unit, runId),
    writer.fence.explanation,
    writer.teamPrompt(template, EXTRAS),
    `Do this unit of the plan and nothing else:\n${unitSection(writer, unit)}`,
    'You have no shell. Others work on the other units at the same time; leave their files alone. Report what you did, and what is left.',
  ].join('\n\n');
}

/** The pass of one unit that comes after others. */
export function sequentialUnitPrompt(writer: PromptWriter, template: string, runId: string, unit: WorkUnit): string {
  return writer.prompt('implementation', [
    unitLine(unit, runId),
    GROUND_RULES,
    writer.teamPrompt(template, EXTRAS),
    `Units of the plan that come before are done and stand in the working folder. Do this one now, and nothing else:\n${unitSection(writer, unit)}`,
    END,
  ]);
}

function unitSection({ fence }: PromptWriter, { id, name, description, files }: WorkUnit): string {
  return fence.block(`work unit ${id}`, `${name}\n${description}\nFiles: ${files.join(', ')}`);
}

/** The pass after the units: it makes one change of them. */
export function joiningPrompt(writer: PromptWriter, template: string, reports: readonly string[]): string {
  return writer.prompt('joining', [
    GROUND_RULES,
    writer.teamPrompt(template, EXTRAS),
    'The units of the plan were done one by one, some of them at the same time, and stand in the working folder. Read the whole change, join what does not fit together yet, do what was left, and run what the repository offers to check it.',
    ...reports.map((report, index) => writer.fence.block(`report ${index + 1}`, report)),
    END,
  ]);
}
