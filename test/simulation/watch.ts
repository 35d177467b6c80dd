import type { Actor } from './scheduler.ts';

export interface Call {
  actor: Actor;
  port: string;
  method: string;
  args: readonly unknown[];
}

/** Looks at each effect from outside, and lets what goes to GitHub fail. */
export interface Watch {
  before(call: Call): void;
  after(call: Call, answer: unknown): Promise<void>;
  throughFaults(call: Call, effect: () => Promise<unknown>): Promise<unknown>;
}
