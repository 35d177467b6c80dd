#!/usr/bin/env bash
# The class of an error of @linear/sdk is not that of its extensions.code, and only the first error counts.
#
# Version    @linear/sdk 98.0.0
# Behaviour  Linear answers an exceeded limit with HTTP 400 and `extensions.code: RATELIMITED`. parseLinearError reads `extensions.type`
#            of the first error alone; where that is missing the class is taken from the HTTP status, which knows no limit under 400.
# Output     code only              UnknownLinearError
#            code, second error     UnknownLinearError
#            type                   RatelimitedLinearError
# Guess      "An exceeded limit is a RatelimitedLinearError": it is told apart by `error.raw.response.errors[].extensions.code` only.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @linear/sdk@98.0.0
cat >try.mjs <<'JS'
import { createServer } from 'node:http';
import { LinearClient } from '@linear/sdk';

const limited = { message: 'Rate limit exceeded', extensions: { code: 'RATELIMITED' } };
const other = { message: 'Something else', extensions: { code: 'OTHER' } };
const typed = { message: 'Rate limit exceeded', extensions: { type: 'ratelimited' } };
let errors = [];
const server = createServer((call, answer) => {
  call.resume();
  answer.writeHead(400, { 'content-type': 'application/json' });
  answer.end(JSON.stringify({ errors }));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const client = new LinearClient({ apiKey: 'lin_api_x', apiUrl: `http://127.0.0.1:${server.address().port}/graphql` });
const seen = [];
for (const [name, given] of Object.entries({ 'code only': [limited], 'code, second error': [other, limited], type: [typed] })) {
  errors = given;
  const error = await client.viewer.catch((thrown) => thrown);
  seen.push(error.constructor.name);
  console.log(name.padEnd(22), error.constructor.name);
}
server.close();
process.exit(seen.join() === 'UnknownLinearError,UnknownLinearError,RatelimitedLinearError' ? 0 : 1);
JS
node try.mjs
