import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'design.md'), 'utf8');

/** The cells of the table of docs/design.md whose first heading is this, its row of headings first. */
export function tableInDesign(heading: string): string[][] {
  const lines = page.slice(page.indexOf(`\n| ${heading} `) + 1).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines
    .slice(0, end)
    .filter((line) => !line.startsWith('| --'))
    .map((line) => cellsOf(line));
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
