/**
 * An answer that is none: it broke off, is no JSON, has another shape than GitHub documents, or leads elsewhere. Whatever was
 * asked may or may not have had its effect.
 */
export class NotUnderstood extends Error {
  constructor(flaw: string) {
    super(`an answer that ${flaw}`);
    this.name = 'NotUnderstood';
  }
}

/** GitHub has the repository under another name than it was asked for, and did nothing. */
export class RepositoryMoved extends Error {
  /** The number that GitHub leads on to, as far as it says one. */
  readonly repositoryId: string | undefined;

  constructor(repositoryId?: string) {
    super('the repository was renamed or moved');
    this.repositoryId = repositoryId;
    this.name = 'RepositoryMoved';
  }
}
