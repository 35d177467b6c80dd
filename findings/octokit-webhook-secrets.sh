#!/usr/bin/env bash
# One unset secret among the additional ones hides those behind it, for @octokit/webhooks-methods.
#
# Version    @octokit/webhooks-methods 6.0.0
# Behaviour  verifyWithFallback(secret, payload, signature, additional) tries the additional secrets in turn. An empty text among them
#            throws a TypeError, so a right secret that stands behind it is never tried; where the first secret fits, nobody notices.
# Output     first fits           true
#            second fits          true
#            empty, then fits     TypeError: [@octokit/webhooks-methods] secret, eventPayload & signature required
# Guess      "An empty secret simply does not match": with the previous secret read from an unset setting, every rotation that puts
#            more than one old secret there answers 500 to deliveries that are signed rightly.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @octokit/webhooks-methods@6.0.0
cat >try.mjs <<'JS'
import { sign, verifyWithFallback } from '@octokit/webhooks-methods';

const body = '{"action":"created"}';
const told = async (secret, additional) =>
  verifyWithFallback(secret, body, await sign('old', body), additional).catch((error) => `${error.name}: ${error.message}`);
const seen = {
  'first fits': await told('old', ['']),
  'second fits': await told('new', ['old']),
  'empty, then fits': await told('new', ['', 'old']),
};
for (const [name, value] of Object.entries(seen)) console.log(name.padEnd(20), value);
const isAsSeen = seen['first fits'] === true && seen['second fits'] === true && String(seen['empty, then fits']).startsWith('TypeError');
process.exit(isAsSeen ? 0 : 1);
JS
node try.mjs
