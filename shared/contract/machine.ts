import * as z from 'zod';
import { PhaseSchema } from './runner.ts';

/** What a machine on Fly is given with its order. */

/** The files of a machine, which belong to root; its first program reads them and takes them away before any other user starts. */
export const MACHINE_FILES = {
  /** `MachineOrder` as JSON. */
  order: '/ai-implement/order.json',
  /** What reaches the model, as lines `NAME=value`. */
  credentials: '/ai-implement/credentials',
} as const;

/** One run as its machine needs it: no text of the ticket, which comes through the gate. */
export const MachineOrder = z.object({
  runId: z.string(),
  phase: PhaseSchema,
  callbackUrl: z.url(),
  resultToken: z.string(),
  progressToken: z.string(),
  githubApiUrl: z.url(),
  /** Where git finds repositories. */
  githubServerUrl: z.url(),
});
export type MachineOrder = z.infer<typeof MachineOrder>;
