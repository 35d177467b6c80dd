import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LocalClock } from '../clock.ts';
import { type FaultBoard, faultBoard, type RawAnswer, sendAnswer } from '../faults/faults.ts';
import { startLoopback } from '../loopback/loopback-server.ts';
import { readBody } from '../loopback/read-body.ts';
import { pathOf, sendPage } from '../pages/send-page.ts';
import type { ChatMessage } from './chat-message.ts';
import { chatPage } from './chat-page.ts';
import { linesOfSlack, SlackMessage } from './slack-shape.ts';
import { linesOfTeams, TeamsMessage } from './teams-shape.ts';

/** The webhooks of Slack and of Teams on loopback, and what a topic of SNS was told. Fault operations are `slack` and `teams`. */
export interface ChatSimulator {
  url: string;
  /** The addresses that let whoever knows them post. */
  webhooks: { slack: string; teams: string };
  faults: FaultBoard;
  /** Takes what a topic of SNS took, and mails to its subscribers. */
  take(chat: 'SNS', published: Readonly<Record<string, unknown>>): void;
  /** Every message that was taken, in order. */
  messages(): readonly ChatMessage[];
  /** What the shapes of the vendors refuse, in order. */
  refused(): readonly string[];
  /** Requests, whatever became of them. */
  requests(): number;
  stop(): Promise<void>;
}

/** In bytes: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages */
const TEAMS_AT_MOST = 28_000;

/** Of each chat: its path, how it answers, and what it takes. */
const CHATS = [
  {
    chat: 'Slack',
    operation: 'slack',
    ok: [200, 'ok'],
    read: (body: unknown) => linesOfSlack(SlackMessage.parse(body)),
  },
  { chat: 'Teams', operation: 'teams', ok: [202, ''], read: (body: unknown) => linesOfTeams(TeamsMessage.parse(body)) },
] as const;

export async function startChatSimulator({
  clock,
  port,
}: {
  clock: Pick<LocalClock, 'now'>;
  port?: number;
}): Promise<ChatSimulator> {
  const faults = faultBoard(clock);
  const token = randomBytes(18).toString('base64url');
  const messages: ChatMessage[] = [];
  const refused: string[] = [];
  let requests = 0;

  const server = await startLoopback(port, (request, response) => {
    if (request.method === 'GET')
      return sendPage(response, 'Slack, Teams and SNS', pathOf(request) === '/' ? chatPage(messages) : undefined);
    const one = CHATS.find(({ operation }) => pathOf(request) === `/${operation}/${token}`);
    if (one === undefined) return void response.writeHead(404).end('no_service');
    requests += 1;
    const fault = faults.take(one.operation);
    if (fault?.kind === 'timeout') return;
    void post(one, request, fault?.kind === 'status' ? fault.status : undefined).then((answer) => {
      if (fault?.kind === 'lost_answer') return void response.destroy();
      sendAnswer(response, answer, fault);
    });
  });

  async function post(
    { chat, ok: [status, text], read }: (typeof CHATS)[number],
    request: IncomingMessage,
    failure: number | undefined,
  ): Promise<RawAnswer> {
    const headers = { 'content-type': 'text/plain' };
    const body = await readBody(request);
    if (failure !== undefined) return { status: failure, headers, body: 'the chat fails' };
    try {
      if (chat === 'Teams' && body.length > TEAMS_AT_MOST) throw new Error('the card is too large');
      messages.push({ chat, at: clock.now(), lines: read(JSON.parse(body.toString('utf8'))) });
      return { status, headers, body: text };
    } catch (error) {
      refused.push(`${chat}: ${error instanceof Error ? error.message : 'not readable'}`);
      return { status: 400, headers, body: 'invalid_payload' };
    }
  }

  return {
    url: server.url,
    webhooks: { slack: `${server.url}/slack/${token}`, teams: `${server.url}/teams/${token}` },
    faults,
    take: (chat, { Subject, Message }) =>
      void messages.push({ chat, at: clock.now(), lines: [String(Subject), ...String(Message).split('\n').slice(2)] }),
    messages: () => [...messages],
    refused: () => [...refused],
    requests: () => requests,
    stop: server.stop,
  };
}
