import * as z from 'zod';
import { pathsIn } from '../domain/allowed-paths.ts';
import { isFileScope } from '../domain/file-scope.ts';

/** What people may type into the fields of a mapping. */

const NEEDED = 'This field is needed.';

export const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/;
export const REPO = /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/;
export const TEAM_KEY = /^[A-Z][A-Z0-9]{0,15}$/;
export const AWS_REGION = /^[a-z]{2}(-[a-z]+){1,2}-[1-9]$/;
/** A model id, an inference profile id, or the ARN of either; nothing that could end a line of front matter. */
export const BEDROCK_MODEL = /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/;
/** `[registry[:port]/]path[:tag][@sha256:digest]`, as the OCI distribution specification writes image references. */
export const IMAGE =
  /^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]{1,5})?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

/** `NAME=value`, parted by blanks. */
export const VARIABLES = /^[A-Za-z_][A-Za-z0-9_]*=[!-~]*(?: +[A-Za-z_][A-Za-z0-9_]*=[!-~]*)*$/;

/** Names of GitHub accounts, of bots with or without `[bot]`. */
export const LOGINS = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\[bot\])?(?:[\s,]+[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\[bot\])?)*$/;

const WORKFLOW_FILE = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\.ya?ml$/;
/** Whose jobs run foreign code: no run begins with it, whatever its name's case. */
const NOT_THE_AGENTS = /^(?!claude-agent\.ya?ml$)/i;
const PATH_SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** What `git check-ref-format` refuses in a branch name: space, control and special characters, and odd uses of dot and slash. */
const REFUSED_IN_BRANCH = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.-]|\/\.|[/.]$|\.lock(?:\/|$)/u;
/** We join queries with OR, where Jira allows no order; quoted text may hold the words. */
const ORDER_BY = /^(?:[^"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*?\border\s+by\b/i;

/** One line of text; blanks around it are cut off. */
export function line(max: number) {
  return z.string(NEEDED).trim().min(1, NEEDED).max(max, `At most ${max} characters.`);
}

export function whole(from: number, to: number) {
  const message = `A whole number from ${from} to ${to}.`;
  return z.int(message).min(from, message).max(to, message);
}

export function dollars(from: number, to: number) {
  const message = `US dollars, from ${from} to ${to}.`;
  return z.number(message).min(from, message).max(to, message);
}

export const workflowFile = line(104)
  .regex(WORKFLOW_FILE, 'A bare file name that ends in .yml or .yaml, without a folder.')
  .regex(NOT_THE_AGENTS, "This is the workflow of the agent's job, which the workflows of runs call.");

export const customField = line(40).regex(
  /^customfield_\d{1,20}$/,
  'The id of a custom field of Jira, such as customfield_10050.',
);

export const isBranch = (name: string) => !REFUSED_IN_BRANCH.test(name);

export const isUnordered = (jql: string) => !ORDER_BY.test(jql);

/** Whether each part of the list is a path or glob that names less than all. */
export function isPathList(list: string): boolean {
  const paths = pathsIn(list);
  return paths.length > 0 && paths.every((path) => isFileScope(path) && !/^\*+(?:\/\*+)*$/.test(path));
}

export function isPathOfSegments(path: string): boolean {
  return path.split('/').every((segment) => PATH_SEGMENT.test(segment) && !/\.\.|\.$|\.lock$/.test(segment));
}
