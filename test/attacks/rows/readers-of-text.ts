import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true });

/** What a site makes of Markdown that allows HTML. */
export function rendered(text: string): string {
  return markdown.render(text);
}

/** What GitHub, Linear and the runner of Actions would act on in a text, by the forms that they document. */
export function obeyed(text: string) {
  const all = (form: RegExp) => text.match(form) ?? [];
  return {
    mentions: all(/(?<![\w`])@[a-z0-9][\w-]*/gi),
    closed: all(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s+(?:#\d+|[A-Z]+-\d+)/gi),
    skipsChecks: /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks:\s*true/im.test(text),
    commands: all(/##\[\w+\]|^\s*::[\w-]+(?:\s[^\n]*)?/gm),
  };
}
