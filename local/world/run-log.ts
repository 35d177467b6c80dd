import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STACK_NAME } from '../../shared/contract/stack-name.ts';
import { type AlarmTemplate, startAlarmBoard } from '../../simulators/alarms/alarm-board.ts';
import type { ChatSimulator } from '../../simulators/chat/chat-simulator.ts';
import type { LocalClock } from '../../simulators/clock.ts';

/** All that functions print, in a file; alarms of the stack count in it. */
export interface RunLog {
  take(source: string, line: string): void;
  end(): void;
}

interface RunLogOptions {
  outDir: string;
  clock: LocalClock;
  /** Where the topic of alarms mails to. */
  chats: ChatSimulator | undefined;
}

export function openRunLog(file: string, { outDir, clock, chats }: RunLogOptions): RunLog {
  const stream = createWriteStream(file, { flags: 'a' });
  const template = JSON.parse(readFileSync(join(outDir, `${STACK_NAME}.template.json`), 'utf8')) as AlarmTemplate;
  const alarms = startAlarmBoard({
    ...{ template, clock },
    tell: ({ name, description }) =>
      chats?.take('SNS', { Subject: `ALARM: ${name}`, Message: `${name}\n\n${description}` }),
  });
  return {
    take(source, line) {
      stream.write(`${source} ${line}\n`);
      alarms.see(source, line);
    },
    end() {
      alarms.stop();
      stream.end();
    },
  };
}
