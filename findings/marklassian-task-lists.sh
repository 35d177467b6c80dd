#!/usr/bin/env bash
# Markdown with boxes becomes documents that Jira's own schema refuses, for marklassian.
#
# Version    marklassian 1.2.1, judged by @atlaskit/adf-schema 57.7.22 (json-schema/v1/full.json)
# Behaviour  A box makes a taskList of whatever holds it. In a quote, with a list below it, or with a quote behind it the document breaks
#            the schema, and Jira answers such a comment with 400 as a whole.
# Output     "- [ ] x"              valid
#            "> - [ ] x"            refused
#            "- [ ] a\n  - b"       refused
#            "- [ ] > q"            refused
# Guess      "A converter to ADF makes valid ADF": hold each document against the schema before it is posted, or make no task lists.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact marklassian@1.2.1 @atlaskit/adf-schema@57.7.22 ajv-draft-04@1.0.0 ajv@8.20.0
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import { markdownToAdf } from 'marklassian';

const schema = JSON.parse(readFileSync('node_modules/@atlaskit/adf-schema/dist/json-schema/v1/full.json', 'utf8'));
const isValid = new Ajv.default({ strict: false }).compile(schema);
const seen = ['- [ ] x', '> - [ ] x', '- [ ] a\n  - b', '- [ ] > q'].map((markdown) => {
  const verdict = isValid(markdownToAdf(markdown)) ? 'valid' : 'refused';
  console.log(JSON.stringify(markdown).padEnd(22), verdict);
  return verdict;
});
process.exit(seen.join() === 'valid,refused,refused,refused' ? 0 : 1);
JS
node try.mjs
