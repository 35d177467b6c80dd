import { readFileSync } from 'node:fs';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { MAX_RECEIVES } from './storm-plan.ts';
import type { StormSystem } from './storm-system.ts';

/** A message that was given up, and what its deliveries met. */
export interface DeadLetter {
  queue: string;
  runId: string;
  /** How many letters bear this run id. */
  copies: number;
  /** Kills of processes that worked on this run. */
  kills: number;
  /** What was logged of its deliveries that did not end well: its own errors, and the ends of processes and deletions that took its batch along. */
  errors: string[];
}

const QUEUES = ['candidates-dead-letters', 'lifecycle-dead-letters.fifo'];

const Body = z.object({ runId: z.string().optional(), timer: z.object({ runId: z.string().optional() }).optional() });

/** Looks at all dead letters; they are back a second of the laptop's clock later. */
export async function readDeadLetters(system: StormSystem, killsOf: (runId: string) => number): Promise<DeadLetter[]> {
  const errors = errorsByMessage(system.logFile);
  const letters: Omit<DeadLetter, 'copies'>[] = [];
  for (const queue of QUEUES) {
    for (const message of await peekAll(system, queue)) {
      const body = Body.parse(JSON.parse(message.Body ?? ''));
      const runId = body.runId ?? body.timer?.runId ?? '';
      letters.push({ queue, runId, kills: killsOf(runId), errors: errors.get(message.MessageId ?? '') ?? [] });
    }
  }
  return letters.map((letter) => ({ ...letter, copies: letters.filter(({ runId }) => runId === letter.runId).length }));
}

/** Whether it is known of every one of its deliveries what cut it off. */
export function isExplained({ errors }: DeadLetter): boolean {
  return errors.length >= MAX_RECEIVES;
}

async function peekAll({ laptop, clock }: StormSystem, queue: string): Promise<Message[]> {
  const found: Message[] = [];
  for (;;) {
    const { Messages = [] } = await laptop.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: laptop.queueUrl(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
    );
    if (Messages.length === 0) break;
    found.push(...Messages);
  }
  clock.advance(61_000);
  return found;
}

/** As the event source tells of a batch: `not finished` with its process, or `not deleted`. */
const CUT_OFF = /(not finished|not deleted): ([\w -]+)$/;

const FailedMessage = z.object({
  message: z.literal('message failed'),
  messageId: z.string(),
  error: z.object({ message: z.string() }).optional(),
});

function errorsByMessage(logFile: string): Map<string, string[]> {
  const errors = new Map<string, string[]>();
  const add = (messageId: string, error: string) =>
    void errors.set(messageId, [...(errors.get(messageId) ?? []), error]);
  for (const line of readFileSync(logFile, 'utf8').split('\n')) {
    const [, how = '', ids = ''] = CUT_OFF.exec(line) ?? [];
    for (const id of ids.split(' ').filter(Boolean)) add(id, how);
    const failed = FailedMessage.safeParse(parsed(line.slice(line.indexOf(' ') + 1)));
    if (!failed.success) continue;
    const { messageId, error } = failed.data;
    add(messageId, error?.message ?? 'an error without a message');
  }
  return errors;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
