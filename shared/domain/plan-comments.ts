import { PLAN_HEADINGS, type PlanSection } from './plan.ts';
import { arrangeWorkUnits, renderWorkUnits, type WorkUnits } from './work-units.ts';

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

/** The plan as two to four comments in Markdown, each of which is told by its first line. */
export function planComments({ architecture, tests, workUnits, crossStory }: Plan): PlanSection[] {
  const units = workUnits === undefined ? undefined : arrangeWorkUnits(workUnits);
  const hasUnits = units !== undefined && units.independent.length + units.sequential.length > 0;
  const hasContext = crossStory !== undefined && Object.values(crossStory).some((items) => items.length > 0);
  return [
    { key: 'architecture', body: architectureBody(architecture) },
    { key: 'test-plan', body: testsBody(tests) },
    ...(hasUnits ? [{ key: 'work-units' as const, body: renderWorkUnits(units) }] : []),
    ...(hasContext ? [{ key: 'cross-story' as const, body: crossStoryBody(crossStory) }] : []),
  ];
}

function architectureBody({ today, approach, files, decisions, risks }: Plan['architecture']): string {
  return sections([
    PLAN_HEADINGS.architecture,
    `### Today\n\n${paragraph(today)}`,
    `### Approach\n\n${paragraph(approach)}`,
    ...list(
      'Files',
      files.map(({ path, action, purpose }) => `\`${path.replaceAll('`', '')}\` (${action}): ${purpose}`),
    ),
    ...list('Key decisions', decisions),
    ...list('Risks and open questions', risks),
  ]);
}

function testsBody({ unit, integration, manual }: Plan['tests']): string {
  return sections([
    PLAN_HEADINGS['test-plan'],
    ...list('Unit', unit, 'None.'),
    ...list('Integration', integration, 'None.'),
    ...list('Manual verification', manual, 'None.'),
  ]);
}

function crossStoryBody({ upstream, downstream, coordination }: NonNullable<Plan['crossStory']>): string {
  return sections([
    PLAN_HEADINGS['cross-story'],
    ...list('Upstream dependencies', upstream),
    ...list('Downstream impact', downstream),
    ...list('Coordination', coordination),
  ]);
}

function sections(parts: readonly string[]): string {
  return parts.join('\n\n');
}

/** A heading and its items; without items what stands for none, or nothing at all. */
function list(heading: string, items: readonly string[], none?: string): string[] {
  if (items.length > 0) return [`### ${heading}\n\n${items.map((item) => `- ${oneLine(item)}`).join('\n')}`];
  return none === undefined ? [] : [`### ${heading}\n\n${none}`];
}

function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/** Several lines, none of which is a heading: headings tell the comments and their parts. */
function paragraph(text: string): string {
  return plain(text)
    .replace(/^\s*#+\s*/gm, '')
    .trim();
}

/** Without HTML comments: they hide text from people, and our own markers are such. */
function plain(text: string): string {
  return text.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
}
