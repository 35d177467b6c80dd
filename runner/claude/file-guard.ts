import { scopePattern } from '../../shared/domain/file-scope.ts';
import type { Subagent } from './claude.ts';
import { HOOK_PATHS } from './hook-paths.ts';

/**
 * Runs before each tool of a pass with subagents, in Node and with nothing but Node. Only subagents write, each only what its
 * patterns match, after links are followed. Whatever goes wrong ends with 2, which Claude Code takes as a denial.
 */
const SCRIPT = `${HOOK_PATHS}
function complaint(rules, call) {
  if (rules.free.includes(call.tool_name)) return undefined;
  const patterns = rules.patterns[call.agent_type];
  if (!rules.writing.includes(call.tool_name)) return call.tool_name + ' is not for this pass.';
  if (patterns === undefined) return 'Only the subagents write in this pass; start them with the Agent tool.';
  const path = relative(realpathSync(rules.folder), real(resolve(rules.folder, call.tool_input.file_path)));
  const posix = path.split(sep).join('/') + '/';
  if (patterns.some((pattern) => new RegExp(pattern).test(posix))) return undefined;
  return posix.slice(0, -1) + ' is not a file of ' + call.agent_type + '. Leave it, and say in your report what it needs.';
}

try {
  const rules = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const denied = complaint(rules, JSON.parse(readFileSync(0, 'utf8')));
  if (denied !== undefined) {
    console.error(denied);
    process.exitCode = 2;
  }
} catch (error) {
  console.error('The file guard failed: ' + error.message);
  process.exitCode = 2;
}
`;

/** A program for Node, and the text of the file that its one argument names. */
export interface NodeHook {
  script: string;
  rules: string;
}

/** The guard of a pass: a program, and the JSON that its one argument names. */
export function fileGuard(folder: string, subagents: readonly Subagent[]): NodeHook {
  const patterns = Object.fromEntries(subagents.map(({ type, files }) => [type, files.map(scopePattern)]));
  const rules = {
    folder,
    free: ['Read', 'Glob', 'Grep', 'Agent', 'Task', 'StructuredOutput'],
    writing: ['Edit', 'Write'],
    patterns,
  };
  return { script: SCRIPT, rules: JSON.stringify(rules) };
}
