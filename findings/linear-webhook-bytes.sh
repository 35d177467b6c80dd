#!/usr/bin/env bash
# LinearWebhookClient takes the bytes of a Uint8Array for a wrong JSON once it has verified them.
#
# Version    @linear/sdk 98.0.0 (@linear/sdk/webhooks)
# Behaviour  The signature of a Uint8Array is verified rightly (a wrong one is named as such); the body is then turned into the text
#            "123,34,…" to look for the time stamp, and verify() throws a SyntaxError. A string and a Buffer of the same bytes pass.
# Output     string      true
#            Buffer      true
#            Uint8Array  SyntaxError
#            Uint8Array, wrong signature  Error: Invalid webhook signature
# Guess      "Bytes are bytes" with a body taken by request.bytes() or made by a TextEncoder: a good delivery is answered as bad JSON.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @linear/sdk@98.0.0
cat >try.mjs <<'JS'
import { createHmac } from 'node:crypto';
import { LinearWebhookClient } from '@linear/sdk/webhooks';

const client = new LinearWebhookClient('secret');
const text = JSON.stringify({ type: 'Issue', action: 'update', webhookTimestamp: Date.now(), data: {} });
const signature = createHmac('sha256', 'secret').update(text).digest('hex');
const bytes = new TextEncoder().encode(text);
const told = (body, by) => {
  try {
    return String(client.verify(body, by));
  } catch (error) {
    return error instanceof SyntaxError ? 'SyntaxError' : `${error.name}: ${error.message}`;
  }
};
const seen = {
  string: told(text, signature),
  Buffer: told(Buffer.from(text), signature),
  Uint8Array: told(bytes, signature),
  'Uint8Array, wrong signature': told(bytes, '0'.repeat(64)),
};
for (const [name, value] of Object.entries(seen)) console.log(name.padEnd(11), value);
const expected = 'true,true,SyntaxError,Error: Invalid webhook signature';
process.exit(Object.values(seen).join() === expected ? 0 : 1);
JS
node try.mjs
