#!/usr/bin/env bash
# @octokit/auth-app keeps an installation token for 59 minutes, whatever GitHub says of its end.
#
# Version    @octokit/auth-app 8.3.1
# Behaviour  GitHub answers with `expires_at`. A second auth({ type: 'installation' }) takes the token out of its cache by an age of its own,
#            59 minutes, and hands on the `expiresAt` that has passed: a token that ends after a minute is given out as good.
# Output     first  token-1, ends in 60 s
#            second token-1, ended 240 s ago, asked GitHub 1 time(s)
# Guess      "The cache ends with the token": a server whose tokens live shorter (or a clock that is moved) meets 401 for up to an hour.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @octokit/auth-app@8.3.1
cat >try.mjs <<'JS'
import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const now = Date.now();
let asked = 0;
const request = Object.assign(
  async () => {
    asked += 1;
    const data = { token: `token-${asked}`, expires_at: new Date(now + 60_000).toISOString(), permissions: {} };
    return { status: 201, headers: {}, url: '', data: { ...data, repository_selection: 'all' } };
  },
  { endpoint: { DEFAULTS: { baseUrl: 'https://api.github.com' } } },
);
const auth = createAppAuth({ appId: 1, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }), request });
const first = await auth({ type: 'installation', installationId: 7 });
console.log(`first  ${first.token}, ends in ${(Date.parse(first.expiresAt) - now) / 1000} s`);
const later = now + 300_000;
Date.now = () => later;
const second = await auth({ type: 'installation', installationId: 7 });
console.log(`second ${second.token}, ended ${(later - Date.parse(second.expiresAt)) / 1000} s ago, asked GitHub ${asked} time(s)`);
process.exit(second.token === 'token-1' && asked === 1 ? 0 : 1);
JS
node try.mjs
