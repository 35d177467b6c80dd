/** An answer of GitHub's that is not a success. */
export class GitHubProblem extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'GitHubProblem';
    this.status = status;
    this.headers = headers;
  }
}

export const notFound = () => new GitHubProblem(404, 'Not Found');
