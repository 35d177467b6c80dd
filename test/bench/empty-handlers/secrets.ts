import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import * as z from 'zod';

/** What a function of this project costs before it does anything: the mandated libraries, with secrets alone. */
const Message = z.object({ text: z.string() });
const log = new Logger();
const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
const parameters = new SSMClient();

export const handler = middy().handler(async (event: unknown) => {
  const { text } = Message.parse(event);
  await documents.send(new GetCommand({ TableName: text, Key: { pk: text } }));
  await parameters.send(new GetParametersCommand({ Names: [text] }));
  log.info('done');
});
