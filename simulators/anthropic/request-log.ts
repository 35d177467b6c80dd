/** One request for a turn of the model. Times are real ones, in milliseconds of the process, to prove what overlapped. */
export interface ModelRequestSeen {
  operation: 'messages' | 'invoke' | 'invoke-with-response-stream';
  startedAt: number;
  /** Undefined while the answer is under way, or when none came. */
  endedAt: number | undefined;
  /** The HTTP status; 0 when the connection was dropped or left without an answer. */
  status: number;
  model: string;
  /** Which header bore the credential, and what was in it (for a signature, the access key id). */
  credential: { header: 'x-api-key' | 'authorization' | 'signature' | 'both' | 'none'; value: string };
  pass: string;
  runId: string;
  ticketKey: string;
  unit: string | undefined;
  /** The tools on offer. */
  tools: string[];
  /** The characters of the prompt, without the reminders that Claude Code adds. */
  promptLength: number;
  /** What the tools answered since the last turn: all that the model learned. */
  results: string[];
}

/** Whether two requests were under way at one time. */
export function overlap(one: ModelRequestSeen, other: ModelRequestSeen): boolean {
  const endOf = (request: ModelRequestSeen) => request.endedAt ?? Number.POSITIVE_INFINITY;
  return one.startedAt < endOf(other) && other.startedAt < endOf(one);
}
