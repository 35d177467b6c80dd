#!/usr/bin/env bash
# dynalite does not hand back the item that refused a conditional write.
#
# Version    dynalite 4.0.0, @aws-sdk/client-dynamodb 3.1164.0
# Behaviour  DynamoDB puts the item that stood in the way into the ConditionalCheckFailedException where the request says
#            ReturnValuesOnConditionCheckFailure: ALL_OLD. dynalite accepts the parameter, refuses the write, and gives no item.
# Output     ConditionalCheckFailedException, item: undefined
# Guess      "A parameter that an emulator accepts has its effect": code that decides by that item works on AWS and takes the wrong
#            branch on the laptop, without an error. Read the item again where it matters.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1164.0
cat >try.mjs <<'JS'
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0 });
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'one', secretAccessKey: 'two' },
});
await client.send(
  new CreateTableCommand({
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
);
const Item = { id: { S: 'a' }, owner: { S: 'somebody' } };
await client.send(new PutItemCommand({ TableName: 'things', Item }));
const refused = await client
  .send(
    new PutItemCommand({
      TableName: 'things',
      Item,
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  )
  .catch((error) => error);
console.log(`${refused.name}, item: ${JSON.stringify(refused.Item)}`);
server.close();
process.exit(refused.name === 'ConditionalCheckFailedException' && refused.Item === undefined ? 0 : 1);
JS
node try.mjs
