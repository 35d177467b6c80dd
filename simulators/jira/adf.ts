import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { AdfNode } from './state.ts';

/** Atlassian's JSON schema of documents: `json-schema/v1/full.json` of `@atlaskit/adf-schema` 57.7.22 (Apache-2.0). */
const SCHEMA_FILE = join(import.meta.dirname, 'adf-schema.generated.json');

let validate: ValidateFunction<AdfNode> | undefined;

/** Whether this is a document that Jira takes. */
export function isAdf(value: unknown): value is AdfNode {
  validate ??= validator();
  return validate(value);
}

function validator(): ValidateFunction<AdfNode> {
  // The schema is written in draft 4, of which it uses nothing that later drafts read in another way.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as Record<string, unknown>;
  return new Ajv({ strict: false, validateFormats: false }).compile<AdfNode>(schema);
}

/** A document of plain paragraphs, as people type them. */
export function adfParagraphs(text: string): AdfNode {
  const content = text.split('\n\n').map((part) => ({ type: 'paragraph', content: [{ type: 'text', text: part }] }));
  return { type: 'doc', version: 1, content };
}

const BLOCKS = ['paragraph', 'heading', 'codeBlock', 'rule', 'tableRow'];

/** The text that a reader sees, a line for each block. */
export function adfText(node: AdfNode): string {
  const own = node.text ?? (node.type === 'hardBreak' ? '\n' : '');
  const inner = (node.content ?? []).map(adfText).join('');
  return own + inner + (BLOCKS.includes(node.type) ? '\n' : '');
}
