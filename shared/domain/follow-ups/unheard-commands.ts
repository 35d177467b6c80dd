import { obstacleTo } from './absorb-feedback.ts';
import { commandIn } from './follow-up-command.ts';
import { isSeen } from './follow-ups.ts';
import type { PullRequestFeedback } from './pull-request-feedback.ts';
import type { CommentRef, PullRequestRecord } from './pull-request-record.ts';

/** A command that stands on a pull request, and who wrote it. */
export interface UnheardCommand {
  comment: CommentRef;
  login: string;
}

/**
 * Commands of people that stand on a pull request and were not looked at: no webhook told of them, nor did the trigger file. What is
 * older than the record was told of before there was one.
 */
export function unheardCommands(record: PullRequestRecord, feedback: PullRequestFeedback): UnheardCommand[] {
  return feedback.remarks.flatMap((remark) => {
    const { kind, commentId, author, body, updatedAt } = remark;
    const isOld = updatedAt < record.createdAt || isSeen(record, remark);
    if (author === undefined || author.isBot || isOld || obstacleTo(remark, feedback) !== undefined) return [];
    return commandIn(body) === undefined ? [] : [{ comment: { kind, commentId }, login: author.login }];
  });
}
