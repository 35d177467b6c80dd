/** A message that a chat took. */
export interface ChatMessage {
  chat: 'Slack' | 'Teams' | 'SNS';
  /** Epoch milliseconds. */
  at: number;
  /** What people read, the title first. */
  lines: string[];
}
