/** `gone`: there is no such pull request, or we are not let see it any more. */
export type PullRequestState = 'open' | 'merged' | 'closed' | 'gone';

/** Pull requests of ours, as they are now. Throws `ServiceUnavailable` when GitHub cannot answer. */
export interface PullRequests {
  state(prUrl: string): Promise<PullRequestState>;
}
