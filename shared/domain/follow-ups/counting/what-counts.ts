import { type BotTrust, botFeedback } from './bot-formats.ts';
import type { Said } from './said.ts';
import { isAside } from './small-talk.ts';
import { spokenText } from './spoken-text.ts';

/** Whose words count, beside those of people. */
export interface Listening extends BotTrust {
  /** Logins that people address when they mean us, without `[bot]`. */
  ownNames: readonly string[];
}

/**
 * Whether a comment is feedback that a run is to answer. Of a person everything is, unless it says nothing in words of its own, is
 * praise or a status, addresses somebody else, or is a command. Of a bot that is trusted, what its format marks as a finding.
 */
export function isFeedback(said: Said, listening: Listening): boolean {
  if (said.author.isBot) return botFeedback(said, listening);
  const { paragraphs, hasSuggestion } = spokenText(said.body);
  return hasSuggestion || paragraphs.some((paragraph) => !isAside(paragraph, listening.ownNames));
}
