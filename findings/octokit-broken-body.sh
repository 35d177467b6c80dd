#!/usr/bin/env bash
# An answer whose body breaks off is a success with empty data, for @octokit/request.
#
# Version    @octokit/request 10.0.16 (Node 20 and 24)
# Behaviour  A JSON answer promises 100 bytes, sends 12, and the connection ends. fetch resolves with the headers, reading the body
#            throws "terminated", and the client answers as if nothing had happened: status 200, data ''. A GET of an object and a
#            POST that made something look alike.
# Output     GET  status 200 data ""
#            POST status 201 data ""
# Guess      "The promise rejects when the body cannot be read" (as `response.json()` does). So `data.id` is undefined, `data.length`
#            is 0, and a caller takes an outage for "there is none".
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

const server = createServer((call, answer) => {
  const status = call.method === 'POST' ? 201 : 200;
  answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': 100 });
  answer.write('{"id": 4711,');
  setTimeout(() => answer.destroy(), 50);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const baseUrl = `http://127.0.0.1:${server.address().port}`;
const seen = [];
for (const route of ['GET /repos/acme/app', 'POST /repos/acme/app/issues/1/comments']) {
  const told = await request(route, { baseUrl }).then(
    ({ status, data }) => `status ${status} data ${JSON.stringify(data)}`,
    (error) => `rejected: ${error.message}`,
  );
  seen.push(told);
  console.log(route.split(' ')[0].padEnd(4), told);
}
server.close();
process.exit(seen[0] === 'status 200 data ""' && seen[1] === 'status 201 data ""' ? 0 : 1);
JS
node try.mjs
