import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';

/** What a function of this project costs before it does anything: the mandated libraries, with queues and tokens. */
const Message = z.object({ text: z.string() });
const log = new Logger();
const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
const queues = new SQSClient();

export const handler = middy().handler(async (event: unknown) => {
  const { text } = Message.parse(event);
  await documents.send(new GetCommand({ TableName: text, Key: { pk: text } }));
  await queues.send(new SendMessageCommand({ QueueUrl: text, MessageBody: text }));
  const key = new TextEncoder().encode(text);
  await jwtVerify(await new SignJWT().setProtectedHeader({ alg: 'HS256' }).sign(key), key);
  log.info('done');
});
