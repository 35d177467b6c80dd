/** Texts that no log shows. */
export interface Masks {
  /** Hides a text from now on, and each of its lines. */
  add(text: string): void;
  apply(text: string): string;
}

export function masks(hidden: Iterable<string>): Masks {
  const texts = new Set<string>();
  const add = (text: string) => {
    for (const part of [text, ...text.split(/\r?\n/)]) if (part.trim() !== '') texts.add(part);
  };
  for (const text of hidden) add(text);
  return {
    add,
    apply(text) {
      const longestFirst = [...texts].sort((a, b) => b.length - a.length);
      return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
    },
  };
}

/** What a step printed, for people. */
export interface StepLog {
  line(text: string): void;
  text(): string;
}

/** Characters kept of the beginning of a log, and as many of its end. */
const KEPT = 60_000;

/** A log that shows no masked text, and keeps the beginning and the end of what gets long. */
export function stepLog(hiding: Masks): StepLog {
  let beginning = '';
  let end = '';
  let left = 0;
  return {
    line(text) {
      const shown = `${hiding.apply(text)}\n`;
      if (end === '' && beginning.length + shown.length <= KEPT) {
        beginning += shown;
        return;
      }
      end += shown;
      left += Math.max(0, end.length - KEPT);
      end = end.slice(-KEPT);
    },
    text: () => (left === 0 ? beginning + end : `${beginning}\n[${left} characters left out]\n\n${end}`),
  };
}
