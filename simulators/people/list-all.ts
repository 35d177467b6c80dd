import { pullState } from '../github/pages/pull-state.ts';
import { fullName } from '../github/repositories.ts';
import type { PeopledRun } from './peopled-run.ts';

/** All simulated tickets and pull requests, a line each. */
export function listAll({ vendors: { linear, jira, github } }: PeopledRun): string {
  const ofLinear = linear?.keys().map((key) => {
    return [key, linear.stateOf(key), linear.labelsOf(key).join(', '), linear.titleOf(key)];
  });
  const ofJira = jira?.keys().map((key) => [key, jira.stateOf(key), jira.markerOf(key) ?? '', jira.titleOf(key)]);
  const pulls = github?.repositories.map(fullName).flatMap((name) => github.people.pulls(name));
  const ofGitHub = pulls?.map((pull) => [
    ...[`${github?.url}/${pull.repository}/pull/${pull.number}`, pullState(pull), pull.title],
  ]);
  return [
    ...table('Tickets', [...(ofLinear ?? []), ...(ofJira ?? [])]),
    '',
    ...table('Pull requests', ofGitHub ?? []),
  ].join('\n');
}

/** The last column may be as wide as it is. */
function table(title: string, rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [title, ...(lines.length === 0 ? ['  none'] : lines.map((line) => `  ${line.trimEnd()}`))];
}
