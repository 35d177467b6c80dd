import type { Check } from '../../../shared/contract/check.ts';

const SIGNS: Readonly<Record<Check['verdict'], string>> = {
  ok: 'ok       ',
  warning: 'warning  ',
  failed: 'FAILED   ',
  not_tried: 'not tried',
};

/** What people read: a line for each check, and below what is to be mended how. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.flatMap(({ verdict, name, evidence, remedy, code }) => [
    `${SIGNS[verdict]}  ${name}: ${evidence}${verdict === 'ok' ? '' : ` (${code})`}`,
    ...(remedy === undefined ? [] : [`           -> ${remedy}`]),
  ]);
}

/** How many of each verdict, as one line. */
export function summaryLine(checks: readonly Check[]): string {
  const count = (verdict: Check['verdict']) => checks.filter((check) => check.verdict === verdict).length;
  return `${count('ok')} in order, ${count('warning')} to be mended, ${count('failed')} failed, ${count('not_tried')} not tried.`;
}

export function hasFailed(checks: readonly Check[]): boolean {
  return checks.some(({ verdict }) => verdict === 'failed');
}
