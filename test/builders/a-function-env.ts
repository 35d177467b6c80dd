import type * as z from 'zod';
import { AdvanceRunEnv } from '../../shared/contract/env.ts';

/** The variables of a function that asks trackers and executors, of which the deployment has none unless given. */
export function aFunctionEnv(given: Partial<z.infer<typeof AdvanceRunEnv>> = {}): z.infer<typeof AdvanceRunEnv> {
  const blank = Object.fromEntries(Object.keys(AdvanceRunEnv.shape).map((name) => [name, '']));
  return { ...(blank as unknown as z.infer<typeof AdvanceRunEnv>), ...given };
}
