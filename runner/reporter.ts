/** Tells us how the run fares, step by step; a report that does not get through never stops the work. */
export interface Reporter {
  /**
   * Reports that a step runs, does it, and reports how it ended. What `work` throws is reported and thrown on. `message` is short
   * and for people: no secret, no ticket text.
   */
  step<T>(step: { stepId: string; name: string }, work: () => Promise<T>, message?: (result: T) => string): Promise<T>;
  /** Reports a step that was left out, and why. */
  skip(step: { stepId: string; name: string }, message: string): Promise<void>;
  /** Ends the heartbeat. */
  close(): void;
}
