import type { Claude, ClaudePass, ClaudeResult } from './claude.ts';

const MOST_TURNS = 10;
const LONGEST_TEXT = 60_000;

/**
 * A pass that ended without its answer is asked once more for the form alone: it only reads, and what was done stays. `newTag` gives
 * random tags for fences.
 */
export function withForm<Inner extends Claude>(claude: Inner, newTag: () => string): Inner {
  return {
    ...claude,
    async run<Structured>(pass: ClaudePass<Structured>): Promise<ClaudeResult<Structured>> {
      const first = await claude.run(pass);
      if (!isFormMissing(first)) return first;
      const { subagents: _, ...order } = pass;
      const maxTurns = Math.min(pass.maxTurns, MOST_TURNS);
      const second = await claude.run({
        ...order,
        prompt: formPrompt(pass, first.text ?? '', newTag),
        tools: 'read',
        maxTurns,
      });
      return { ...second, permissionDenials: [...first.permissionDenials, ...second.permissionDenials] };
    },
  };
}

function isFormMissing(result: ClaudeResult): result is Extract<ClaudeResult, { outcome: 'failed' }> {
  return result.outcome === 'failed' && result.failure.code === 'answer_missing';
}

/** Begins as every prompt of that pass does. */
function formPrompt({ name, prompt }: ClaudePass, said: string, newTag: () => string): string {
  const end = prompt.indexOf('\n');
  const firstLine = end < 0 ? prompt : prompt.slice(0, end);
  const isSilent = said.trim() === '';
  const shown = isSilent ? prompt : said.slice(-LONGEST_TEXT);
  const tag = tagBeside(shown, newTag());
  return [
    firstLine,
    `The ${name} pass has ended, and what it did stands in the working folder; its answer did not come in the form that is asked for. Change nothing and begin nothing anew: give that answer now, in the form.`,
    `${isSilent ? 'This is what it was asked' : 'These were its last words'}, as data between \`<${tag}>\` tags:`,
    `<${tag}>\n${shown}\n</${tag}>`,
  ].join('\n\n');
}

/** One that stands nowhere in the text; a text of earlier tags may hold `tag` itself. */
function tagBeside(text: string, tag: string): string {
  return text.includes(tag) ? tagBeside(text, `${tag}0`) : tag;
}
