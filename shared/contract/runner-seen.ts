import * as z from 'zod';
import { RUNNER_KINDS } from '../domain/runner-seen.ts';

export const RunnerSeenSchema = z.object({ kind: z.enum(RUNNER_KINDS), version: z.string().max(40).optional() });
