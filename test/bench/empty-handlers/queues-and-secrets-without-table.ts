import { Logger } from '@aws-lambda-powertools/logger';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import middy from '@middy/core';
import * as z from 'zod';

/** What a function of this project costs before it does anything: the mandated libraries, with queues and secrets and nothing of the table. */
const Message = z.object({ text: z.string() });
const log = new Logger();
const queues = new SQSClient();
const parameters = new SSMClient();

export const handler = middy().handler(async (event: unknown) => {
  const { text } = Message.parse(event);
  await queues.send(new SendMessageCommand({ QueueUrl: text, MessageBody: text }));
  await parameters.send(new GetParametersCommand({ Names: [text] }));
  log.info('done');
});
