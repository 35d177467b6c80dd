#!/usr/bin/env bash
# What Claude Code asks of Bedrock at its start, and what a role's refusal of it does.
#
# Version    @anthropic-ai/claude-code 2.1.332
# Behaviour  With every model pinned to the id of an inference profile it still sends one-token requests to more than ten other models; pinned to the
#            ARN of an application inference profile it sends none, and asks GetInferenceProfile. Where that is refused it goes on, and
#            the model's thinking gets a fixed budget instead of the adaptive one.
# Output     pinned to a profile's id: other models asked: 14
#            pinned to an ARN: other models asked: 0
#            GetInferenceProfile answered: thinking adaptive
#            GetInferenceProfile refused:  thinking enabled
# Guess      "With ANTHROPIC_DEFAULT_*_MODEL pinned only that model is asked", and "a role needs bedrock:InvokeModel* alone": it costs an
#            application profile its adaptive thinking, without a word. Give the role GetInferenceProfile on its own profiles.
# Exit       0 while it is so; 1 when it is not. Nothing leaves the machine but the installation (380 MB).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @anthropic-ai/claude-code@2.1.332
cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';

const ID = 'us.anthropic.claude-sonnet-4-6';
const ARN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';
const models = [{ modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-6' }];
const profile = { inferenceProfileArn: ARN, inferenceProfileId: 'abc123def456', models, status: 'ACTIVE', type: 'APPLICATION' };

/** Starts it with every model pinned; answers what it asked. All is refused, but the profile if wanted. */
async function asked(model, tellsProfile) {
  const requests = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const path = decodeURIComponent(request.url);
    requests.push({ path, body: text === '' ? {} : JSON.parse(text) });
    const isTold = tellsProfile && path === `/inference-profiles/${ARN}`;
    response.writeHead(isTold ? 200 : 403, { 'content-type': 'application/json', ...(!isTold && { 'x-amzn-errortype': 'AccessDeniedException' }) });
    response.end(JSON.stringify(isTold ? profile : { message: 'not authorized' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const home = mkdtempSync('home-');
  const pinned = Object.fromEntries(['HAIKU', 'SONNET', 'OPUS'].map((name) => [`ANTHROPIC_DEFAULT_${name}_MODEL`, model]));
  const env = {
    ...{ PATH: process.env.PATH, HOME: `${process.cwd()}/${home}`, ...pinned },
    ...{ CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_BEDROCK_BASE_URL: `http://127.0.0.1:${server.address().port}` },
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'x' },
    ...{ CLAUDE_CODE_MAX_RETRIES: '0', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
  };
  const child = spawn('node_modules/.bin/claude', ['-p', '--model', model, 'hello'], { env, stdio: 'ignore' });
  await once(child, 'close');
  server.close();
  const turn = requests.find(({ path }) => path.startsWith(`/model/${model}/`) && path.endsWith('-stream'));
  return { others: requests.filter(({ path }) => path.startsWith('/model/') && !path.includes(model)).length, thinking: turn?.body.thinking?.type };
}

const [byId, told, refused] = [await asked(ID, false), await asked(ARN, true), await asked(ARN, false)];
console.log("pinned to a profile's id: other models asked:", byId.others);
console.log('pinned to an ARN: other models asked:', told.others);
console.log('GetInferenceProfile answered: thinking', told.thinking);
console.log('GetInferenceProfile refused:  thinking', refused.thinking);
process.exit(byId.others > 0 && told.others === 0 && told.thinking === 'adaptive' && refused.thinking === 'enabled' ? 0 : 1);
JS
node try.mjs
