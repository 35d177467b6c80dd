import type { Check } from '../contract/check.ts';
import { type CheckCode, PARTS } from './parts.ts';

interface Finding {
  /** What was seen, in sentences. */
  evidence: string;
  /** What to do: a page or a command. */
  remedy: string;
  /** Which one of several, such as `acme/backend`. */
  of?: string | undefined;
}

/** It is as it should be. */
export function ok(code: CheckCode, evidence: string, of?: string): Check {
  return { code, name: nameOf(code, of), verdict: 'ok', evidence };
}

/** It works, and something is to be mended. */
export function warning(code: CheckCode, { evidence, remedy, of }: Finding): Check {
  return { code, name: nameOf(code, of), verdict: 'warning', evidence, remedy };
}

/** It does not work. */
export function failed(code: CheckCode, { evidence, remedy, of }: Finding): Check {
  return { code, name: nameOf(code, of), verdict: 'failed', evidence, remedy };
}

/** Nothing is known of it, for this reason. */
export function notTried(code: CheckCode, reason: string, of?: string): Check {
  return { code, name: nameOf(code, of), verdict: 'not_tried', evidence: reason };
}

function nameOf(code: CheckCode, of: string | undefined): string {
  return of === undefined ? PARTS[code] : `${PARTS[code]}, ${of}`;
}
