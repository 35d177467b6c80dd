import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Whoever sits there. */
export interface Terminal {
  say(line: string): void;
  /** Asks for a text that may be seen. An empty answer is the one that stands in brackets. */
  ask(question: string, otherwise?: string): Promise<string>;
  /** Asks for a secret: what is typed or pasted is not shown. Empty: none. */
  askHidden(question: string): Promise<string>;
  /** `false` where nothing but Enter is typed. */
  confirm(question: string): Promise<boolean>;
}

/** The terminal of this process; undefined where nobody sits at one. */
export function ownTerminal(): Terminal | undefined {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return undefined;
  const ask = async (question: string, otherwise = '') => {
    const shown = otherwise === '' ? question : `${question} [${otherwise}]`;
    return (await answered(`${shown}: `, process.stdout)).trim() || otherwise;
  };
  return {
    say: (line) => console.log(line),
    ask,
    async askHidden(question) {
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const answer = await answered('', nowhere, () => process.stdout.write(`${question} (hidden): `));
      process.stdout.write('\n');
      return answer.trim();
    },
    confirm: async (question) => /^y(es)?$/i.test(await ask(`${question} (y/N)`)),
  };
}

/** A `terminal` echoes by itself, to the output that it is given: nowhere for what is hidden. Whoever is asked `once` it does cannot be early. */
async function answered(question: string, output: NodeJS.WritableStream, once = () => {}): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  // Ctrl-C ends the command, as it would without a question.
  lines.on('SIGINT', () => process.exit(130));
  once();
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** Shows none of these values, whatever is said: a library's error may quote what it was given. */
export function discreet(terminal: Terminal, secrets: () => readonly string[]): Terminal {
  const clean = (line: string) =>
    secrets().reduce((text, secret) => (secret.length < 6 ? text : text.replaceAll(secret, '…')), line);
  return {
    ...terminal,
    say: (line) => terminal.say(clean(line)),
    ask: (question, otherwise) => terminal.ask(clean(question), otherwise),
  };
}
