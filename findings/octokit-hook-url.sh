#!/usr/bin/env bash
# The address of a webhook, given to @octokit/request as GitHub names it, is taken for the address of the request.
#
# Version    @octokit/request 10.0.16 (Node 20 and 24)
# Behaviour  `PATCH /app/hook/config` takes the parameter `url`, as GitHub's description says. Given at the top like any other parameter, it
#            replaces route and baseUrl: the request goes to the webhook's own address, and `url` is missing from the body. Nothing is
#            refused, and whatever answers there with 200 makes it a success. Below `data` it is a parameter.
# Output     at the top: PATCH /hook {"content_type":"json"}
#            below data: PATCH /app/hook/config {"content_type":"json","url":"http://127.0.0.1/hook"}
# Guess      "What the route's description names goes into the body" (as it does for `content_type` beside it, and for `config.url` of
#            a repository's webhook). So a webhook is never led to its new address, and its old one stays.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @octokit/request@10.0.16
cat >try.mjs <<'JS'
import { createServer } from 'node:http';
import { request } from '@octokit/request';

const seen = [];
const server = createServer(async (call, answer) => {
  let body = '';
  for await (const piece of call) body += piece;
  const sorted = Object.entries(JSON.parse(body)).sort(([a], [b]) => (a < b ? -1 : 1));
  seen.push(`${call.method} ${call.url} ${JSON.stringify(Object.fromEntries(sorted)).replace(/127\.0\.0\.1:\d+/, '127.0.0.1')}`);
  answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const baseUrl = `http://127.0.0.1:${server.address().port}`;
const config = { url: `${baseUrl}/hook`, content_type: 'json' };
await request('PATCH /app/hook/config', { baseUrl, ...config });
await request('PATCH /app/hook/config', { baseUrl, data: config });
server.close();
console.log(`at the top: ${seen[0]}\nbelow data: ${seen[1]}`);
const [top, below] = seen;
const asSaid =
  top === 'PATCH /hook {"content_type":"json"}' &&
  below === 'PATCH /app/hook/config {"content_type":"json","url":"http://127.0.0.1/hook"}';
process.exit(asSaid ? 0 : 1);
JS
node try.mjs
