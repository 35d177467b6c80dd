import type { CommentKind } from '../publishing/our-comments.ts';

/** Whether people may review the change as finished work. */
export type Verdict = 'ready' | 'not_ready';

/** What the ticket asks for, held against what the pull request does; each item is one line or paragraph of Markdown. */
export interface GapAnalysis {
  implemented: readonly string[];
  gaps: readonly string[];
  manualSteps: readonly string[];
}

export const GAP_COMMENT: CommentKind = { firstLine: '## 🔍 AI Implementation Gap Analysis', name: 'gap-analysis' };

const SECTIONS = {
  implemented: '### ✅ Implemented',
  gaps: '### ⚠️ Gaps / Partial Implementation',
  manualSteps: '### 🔧 Manual Steps Required',
} as const;
const ADDRESSED = '### 🔁 Newly Addressed';
const NOTHING = 'None identified.';
/** Not at the start of a line, so that it is an invitation and no command. */
const INVITATION =
  '---\nComment `/ai-implement` on this pull request to have the gaps filled; text after it is an instruction for that pass.';
/** GitHub takes 65,536 characters. */
const LONGEST = 52_000;
const LONGEST_ADDRESSED = 6000;

interface Surroundings {
  /** A line for people, above all else. */
  verdict?: string | undefined;
  /** What went wrong. */
  notes?: readonly string[];
  /** What stands in an empty section. */
  nothing?: string;
  /** What a follow-up answered of reviewers' findings; without any there is no section of them. */
  addressed?: readonly string[];
}

/** The text below first line and marker. */
export function renderGapAnalysis(
  analysis: GapAnalysis,
  { verdict, notes = [], nothing = NOTHING, addressed = [] }: Surroundings = {},
): string {
  const names = Object.keys(SECTIONS) as (keyof GapAnalysis)[];
  const sections = names.map(
    (name) => `${SECTIONS[name]}\n\n${list(analysis[name], LONGEST / names.length) ?? nothing}`,
  );
  const told = [...(verdict === undefined ? [] : [`> ${verdict}`]), ...notes.map((note) => `> ⚠️ ${note}`)];
  const answered = list(addressed, LONGEST_ADDRESSED);
  const newly = answered === undefined ? [] : [`${ADDRESSED}\n\n${answered}`];
  return [...told, ...newly, ...sections, INVITATION].join('\n\n');
}

/** A list in at most so many characters; what does not fit is counted. Undefined when there is nothing to list. */
function list(items: readonly string[], room: number): string | undefined {
  if (items.length === 0) return undefined;
  const lines: string[] = [];
  let left = room;
  for (const item of items) {
    const line = `- ${item.trim().replace(/\n+/g, '\n').replaceAll('\n', '\n  ')}`;
    left -= line.length + 1;
    if (left < 0) return [...lines, `- … and ${items.length - lines.length} more`].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

/** Reads back what `renderGapAnalysis` wrote; a section that is missing is empty. */
export function parseGapAnalysis(body: string): GapAnalysis {
  const lines = body.replaceAll('\r\n', '\n').split('\n');
  return {
    implemented: itemsBelow(lines, SECTIONS.implemented),
    gaps: itemsBelow(lines, SECTIONS.gaps),
    manualSteps: itemsBelow(lines, SECTIONS.manualSteps),
  };
}

function itemsBelow(lines: readonly string[], heading: string): string[] {
  const items: string[] = [];
  const start = lines.indexOf(heading);
  if (start < 0) return items;
  for (const line of lines.slice(start + 1)) {
    if (/^(?:### |---$)/.test(line)) break;
    if (line.startsWith('- ')) items.push(line.slice(2));
    else if (line.startsWith('  ') && items.length > 0) items.push(`${items.pop()}\n${line.slice(2)}`);
  }
  return items;
}
