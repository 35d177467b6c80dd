/** What whoever started a command can mend; the message is for people, one line for each thing. */
export class Refusal extends Error {}

/** One thing that is wrong with settings or a stage. */
export interface Problem {
  /** Stable, for programs. */
  code: string;
  /** What is wrong, and what to do. */
  sentence: string;
}

/** Settings or a stage that cannot be used: everything that is wrong, each line with its code at the end. */
export class UnusableSettings extends Refusal {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ code, sentence }) => `${sentence} (${code})`).join('\n'));
    this.problems = problems;
  }
}
