#!/usr/bin/env bash
# GitHub's published description of `GET /app/installations` refuses GitHub's own example of its answer.
#
# Version    @octokit/openapi 23.0.2 (api.github.com), judged by ajv 8.20.0 (Node 20 and 24)
# Behaviour  The list of an App's installations is described twice: once by a schema of its own, in which an account must be a user and an
#            enterprise at once (`allOf`), and elsewhere by the shared `installation`, in which it is either (`anyOf`). The first refuses each
#            account of a person or an organisation, the example beside it included; one installation by its number, and
#            `GET /user/installations`, take theirs.
# Output     /app/installations                   refused: created_at, name, slug, updated_at
#            /app/installations/{installation_id} taken
#            /user/installations                  taken
# Guess      "A client, or a simulator, may be held against the description as it is." Types made of it promise a `slug` and a `name` of every account,
#            which accounts do not have.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact @octokit/openapi@23.0.2 ajv@8.20.0 ajv-formats@3.0.1
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import formats from 'ajv-formats';

// OpenAPI 3.0 allows `nullable` without a type, ajv does not; no account here is null.
const withoutNull = (_, value) => {
  if (value?.nullable !== undefined && value.type === undefined) delete value.nullable;
  return value;
};
const text = readFileSync('node_modules/@octokit/openapi/generated/api.github.com.deref.json', 'utf8');
const { paths } = JSON.parse(text, withoutNull);
const seen = ['/app/installations', '/app/installations/{installation_id}', '/user/installations'].map((path) => {
  const { schema, examples } = paths[path].get.responses['200'].content['application/json'];
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  const isTaken = ajv.validate(schema, Object.values(examples)[0].value);
  const missing = (ajv.errors ?? []).map(({ params }) => params.missingProperty).filter(Boolean);
  const words = isTaken ? 'taken' : `refused: ${[...new Set(missing)].sort().join(', ')}`;
  console.log(path.padEnd(36), words);
  return words;
});
const asSaid = ['refused: created_at, name, slug, updated_at', 'taken', 'taken'];
process.exit(seen.every((words, index) => words === asSaid[index]) ? 0 : 1);
JS
node try.mjs
