import type { Masks, StepLog } from './step-log.ts';

const MESSAGES: Record<string, string> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
  debug: '##[debug]',
};
const REMOVED = ['set-output', 'save-state', 'set-env', 'add-path'];

/** Takes the lines that a step prints, obeys the commands among them, and logs what people see. */
export function logCommands(log: StepLog, hiding: Masks): (line: string) => void {
  let resumeWord: string | undefined;
  return (line) => {
    const [, name = '', text = ''] = /^\s*::([\w-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
    if (resumeWord !== undefined) {
      if (name === resumeWord) resumeWord = undefined;
      log.line(line);
      return;
    }
    if (name === 'stop-commands') resumeWord = text;
    if (name === 'add-mask') hiding.add(unescaped(text));
    log.line(shown(line, name, text));
  };
}

function shown(line: string, name: string, text: string): string {
  if (REMOVED.includes(name)) return `Error: the command ${name} was taken out of Actions: write to a file instead`;
  const prefix = MESSAGES[name];
  return prefix === undefined ? line : prefix + unescaped(text);
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
