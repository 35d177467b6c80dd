import { type FollowUpRequest, INSTRUCTIONS_LIMIT } from './pull-request-record.ts';

/** What the people who asked want done, as one text; empty where they only asked. */
export function instructionOf(requests: readonly FollowUpRequest[]): string | undefined {
  const texts = requests.filter(({ instruction }) => instruction !== '');
  if (texts.length === 0) return undefined;
  const lines = texts.map(({ by, instruction }) => (texts.length === 1 ? instruction : `@${by}: ${instruction}`));
  return lines.join('\n\n').slice(0, INSTRUCTIONS_LIMIT);
}
