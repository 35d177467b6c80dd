import type { Run } from '../../shared/domain/run.ts';
import type { Call } from './watch.ts';

/** What is known of money from outside: which runs passed the gate, counted on which day, and how often a budget refused one. */
export interface Books {
  passed: Map<string, { run: Run; day: string }>;
  refusals: number;
  warnings: string[];
  /** Looks at money after an effect. */
  check?: (call: Call, answer: unknown) => Promise<void>;
}

export function newBooks(): Books {
  return { passed: new Map(), refusals: 0, warnings: [] };
}
