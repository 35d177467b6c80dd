import { PLAN_HEADINGS, type PlanSection } from './plan.ts';
import { presentable, presentableLine, presentablePath } from './untrusted-text.ts';
import { arrangeWorkUnits, renderWorkUnits, type WorkUnit, type WorkUnits } from './work-units.ts';

/** How a ticket is to be implemented. Every text comes from the model. */
export interface Plan {
  architecture: {
    /** How the code is structured today. */
    today: string;
    approach: string;
    files: readonly { path: string; action: 'create' | 'modify'; purpose: string }[];
    decisions: readonly string[];
    risks: readonly string[];
  };
  tests: { unit: readonly string[]; integration: readonly string[]; manual: readonly string[] };
  /** Absent where the ticket is small or tightly coupled. */
  workUnits?: WorkUnits | undefined;
  /** Absent where related tickets do not matter. */
  crossStory?:
    | { upstream: readonly string[]; downstream: readonly string[]; coordination: readonly string[] }
    | undefined;
}

/** Takes out what must not be shown. */
type Redact = (text: string) => string;
/** Characters of one text of a plan, which shares its comment with others. */
const LONGEST = 20_000;

/** The plan as two to four comments in Markdown, each of which is told by its first line. */
export function planComments({ architecture, tests, workUnits, crossStory }: Plan, redact: Redact): PlanSection[] {
  const units = workUnits === undefined ? undefined : shown(arrangeWorkUnits(workUnits), redact);
  const hasUnits = units !== undefined && units.independent.length + units.sequential.length > 0;
  const hasContext = crossStory !== undefined && Object.values(crossStory).some((items) => items.length > 0);
  return [
    { key: 'architecture', body: architectureBody(architecture, redact) },
    { key: 'test-plan', body: testsBody(tests, redact) },
    ...(hasUnits ? [{ key: 'work-units' as const, body: renderWorkUnits(units) }] : []),
    ...(hasContext ? [{ key: 'cross-story' as const, body: crossStoryBody(crossStory, redact) }] : []),
  ];
}

function shown({ independent, sequential }: WorkUnits, redact: Redact): WorkUnits {
  const line = (text: string) => presentableLine(text, { redact, length: LONGEST });
  const unit = ({ id, name, description, files, dependsOn }: WorkUnit): WorkUnit => ({
    ...{ id, name: line(name), description: line(description) },
    ...{ files: files.map((file) => presentablePath(redact(file))), dependsOn: dependsOn.map(line) },
  });
  return { independent: independent.map(unit), sequential: sequential.map(unit) };
}

function architectureBody({ today, approach, files, decisions, risks }: Plan['architecture'], redact: Redact): string {
  const rows = files.map(({ path, action, purpose }) => {
    return `\`${presentablePath(redact(path))}\` (${action}): ${presentableLine(purpose, { redact, length: LONGEST })}`;
  });
  return sections([
    PLAN_HEADINGS.architecture,
    `### Today\n\n${paragraph(today, redact)}`,
    `### Approach\n\n${paragraph(approach, redact)}`,
    ...(rows.length === 0 ? [] : [`### Files\n\n${rows.map((row) => `- ${row}`).join('\n')}`]),
    ...list('Key decisions', decisions, redact),
    ...list('Risks and open questions', risks, redact),
  ]);
}

function testsBody({ unit, integration, manual }: Plan['tests'], redact: Redact): string {
  return sections([
    PLAN_HEADINGS['test-plan'],
    ...list('Unit', unit, redact, 'None.'),
    ...list('Integration', integration, redact, 'None.'),
    ...list('Manual verification', manual, redact, 'None.'),
  ]);
}

function crossStoryBody(
  { upstream, downstream, coordination }: NonNullable<Plan['crossStory']>,
  redact: Redact,
): string {
  return sections([
    PLAN_HEADINGS['cross-story'],
    ...list('Upstream dependencies', upstream, redact),
    ...list('Downstream impact', downstream, redact),
    ...list('Coordination', coordination, redact),
  ]);
}

function sections(parts: readonly string[]): string {
  return parts.join('\n\n');
}

/** A heading and its items; without items what stands for none, or nothing at all. */
function list(heading: string, items: readonly string[], redact: Redact, none?: string): string[] {
  const lines = items.map((item) => `- ${presentableLine(item, { redact, length: LONGEST })}`);
  if (lines.length > 0) return [`### ${heading}\n\n${lines.join('\n')}`];
  return none === undefined ? [] : [`### ${heading}\n\n${none}`];
}

/** Several lines, none of which is a heading: headings tell the comments and their parts. */
function paragraph(text: string, redact: Redact): string {
  return presentable(text, { redact, length: LONGEST }).replace(/^[ \t#]*#[ \t]*/gm, '');
}
