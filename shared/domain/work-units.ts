import { isFileScope, type Steps, scopesOverlap, stepsOfPlan } from './file-scope.ts';
import { PLAN_HEADINGS } from './plan.ts';

const WORK_UNITS_HEADER = PLAN_HEADINGS['work-units'];
const INDEPENDENT_HEADER = '### Independent units (in parallel)';
const SEQUENTIAL_HEADER = '### Sequential units';

/** A piece of a ticket that one subagent does. */
export interface WorkUnit {
  /** `WU-1`, `WU-2` … */
  id: string;
  name: string;
  description: string;
  /** What it may write: paths and globs from the root of the repository. */
  files: readonly string[];
  /** Ids of units that come before it. */
  dependsOn: readonly string[];
}

export interface WorkUnits {
  /** May be done in parallel: they depend on nothing, and no two may write the same file. */
  independent: readonly WorkUnit[];
  /** Come after, in this order. */
  sequential: readonly WorkUnit[];
}

/**
 * Keeps as independent only units that are: no dependency, files that we can read as scopes, and nothing in common with one
 * that is kept already. The others come first among the sequential ones.
 */
export function arrangeWorkUnits({ independent, sequential }: WorkUnits): WorkUnits {
  const kept: WorkUnit[] = [];
  const moved: WorkUnit[] = [];
  const steps = stepsOfPlan();
  for (const unit of independent) {
    if (isFree(unit) && kept.every((other) => areDisjoint(unit, other, steps))) kept.push(unit);
    else moved.push(unit);
  }
  return { independent: kept, sequential: [...moved, ...sequential] };
}

function isFree(unit: WorkUnit): boolean {
  return unit.dependsOn.length === 0 && unit.files.length > 0 && unit.files.every(isFileScope);
}

function areDisjoint(one: WorkUnit, other: WorkUnit, steps: Steps): boolean {
  return one.files.every((scope) => other.files.every((second) => !scopesOverlap(scope, second, steps)));
}

/** The comment of the plan that names the units; Markdown that `parseWorkUnits` reads again. */
export function renderWorkUnits({ independent, sequential }: WorkUnits): string {
  const part = (header: string, units: readonly WorkUnit[]) =>
    units.length === 0 ? [] : [header, ...units.map(renderUnit)];
  return [WORK_UNITS_HEADER, ...part(INDEPENDENT_HEADER, independent), ...part(SEQUENTIAL_HEADER, sequential)].join(
    '\n\n',
  );
}

function renderUnit({ id, name, description, files, dependsOn }: WorkUnit): string {
  return [
    `**${id}: ${oneLine(name).replaceAll('*', '')}** — ${oneLine(description)}`.trimEnd(),
    `- Files: ${files.map((file) => `\`${oneLine(file)}\``).join(', ') || 'none'}`,
    `- Depends on: ${dependsOn.join(', ') || 'none'}`,
  ].join('\n');
}

/** Without line breaks, and without backticks, which stand around files. */
function oneLine(text: string): string {
  return text.replace(/[`\s]+/g, ' ').trim();
}

const UNIT = /^\s*(?:[-*]\s+)?\*\*(WU-\d+):\s*(.*?)\s*\*\*\s*(?:[—–-](?:\s+|$))?(.*?)\s*$/;
const FILES = /^\s*[-*]?\s*\**Files:?\**:?\s*(.*)$/i;
const DEPENDS_ON = /^\s*[-*]?\s*\**Depends on:?\**:?\s*(.*)$/i;

interface Reading {
  independent: WorkUnit[];
  sequential: WorkUnit[];
  /** The list that the units of the section at hand go to; undefined outside of the comment. */
  into: 'independent' | 'sequential' | undefined;
}

/**
 * The units in planning comments, also where a tracker or a person has changed bullets or dashes; undefined where there are
 * none.
 */
export function parseWorkUnits(comments: string): WorkUnits | undefined {
  const reading: Reading = { independent: [], sequential: [], into: undefined };
  for (const line of comments.split('\n')) readLine(reading, line);
  const { independent, sequential } = reading;
  return independent.length + sequential.length === 0 ? undefined : { independent, sequential };
}

function readLine(reading: Reading, line: string): void {
  if (/^##\s/.test(line)) reading.into = line.trim() === WORK_UNITS_HEADER ? 'sequential' : undefined;
  if (reading.into === undefined) return;
  if (/^###\s/.test(line)) reading.into = /independent/i.test(line) ? 'independent' : 'sequential';
  readUnit(reading[reading.into], line);
}

function readUnit(units: WorkUnit[], line: string): void {
  const [, id, name = '', description = ''] = UNIT.exec(line) ?? [];
  const last = units.at(-1);
  if (id !== undefined) units.push({ id, name, description, files: [], dependsOn: [] });
  else if (last !== undefined) units[units.length - 1] = withDetail(last, line);
}

function withDetail(unit: WorkUnit, line: string): WorkUnit {
  const files = FILES.exec(line)?.[1];
  if (files !== undefined) return { ...unit, files: filesIn(files) };
  const dependsOn = DEPENDS_ON.exec(line)?.[1];
  return dependsOn === undefined ? unit : { ...unit, dependsOn: dependsOn.match(/WU-\d+/g) ?? [] };
}

/** What stands in backticks; where nothing does, what commas part. */
function filesIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? '');
  if (quoted.length > 0) return quoted.map((file) => file.trim());
  return text
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '' && file.toLowerCase() !== 'none');
}
