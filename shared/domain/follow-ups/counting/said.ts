import type { Account, ReviewVerdict } from '../pull-request-feedback.ts';
import type { CommentKind } from '../pull-request-record.ts';

/** A comment, as far as it decides whether it is feedback. */
export interface Said {
  author: Account;
  kind: CommentKind;
  verdict?: ReviewVerdict | undefined;
  /** Markdown. */
  body: string;
}
