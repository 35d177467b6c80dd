import type { Json } from './json-schema.ts';

/** An answer of GitHub's that is not a success. */
export class GitHubProblem extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** What is wrong with which field, where GitHub says so. */
  readonly errors: Json[] | undefined;
  constructor(status: number, message: string, headers: Record<string, string> = {}, errors?: Json[]) {
    super(message);
    this.name = 'GitHubProblem';
    this.status = status;
    this.headers = headers;
    this.errors = errors;
  }
}

export const notFound = () => new GitHubProblem(404, 'Not Found');
