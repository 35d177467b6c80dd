import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import type { AgentResult } from '../publishing/read-outcome.ts';

/** The stages of one run on one machine, each in a process of its own that holds what this stage needs and nothing else. */
export interface StagePlayer {
  /** `outputs`: what the stage tells those after it. */
  admit(): Promise<{ code: ExitCode; outputs: Readonly<Record<string, string>> }>;
  /** The head of the default branch unless told. */
  checkOut(commit: string | undefined): Promise<'checked-out' | ExitCode>;
  agent(): Promise<ExitCode>;
  publish(agentResult: AgentResult): Promise<ExitCode>;
  plan(): Promise<ExitCode>;
}

/** One stage after the other, as the jobs of the workflow are. When `signal` fired, publishing tells of it. */
export async function playStages(player: StagePlayer, phase: string, signal: AbortSignal): Promise<ExitCode> {
  if (phase === 'planning') {
    const cloned = await player.checkOut(undefined);
    return cloned === 'checked-out' ? player.plan() : cloned;
  }
  const { code, outputs } = await player.admit();
  if (outputs['is_admitted'] !== 'true') return code;
  const cloned = await player.checkOut(outputs['base_sha']);
  if (cloned !== 'checked-out') return cloned;
  const worked = !signal.aborted && (await player.agent()) === EXIT.done ? 'success' : 'failure';
  return player.publish(signal.aborted ? 'cancelled' : worked);
}
