import { scopePattern } from '../../shared/domain/file-scope.ts';
import { guardedPatterns } from '../../shared/domain/guarded-paths.ts';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import type { NodeHook } from './file-guard.ts';
import { HOOK_PATHS } from './hook-paths.ts';

/**
 * Answers when Claude Code asks for leave, as it does before it writes hooks, settings of editors and the like, in Node and with nothing
 * but Node: what is published may be written, nothing else. It gives no leave beyond the options of the pass. Whatever goes wrong is a
 * denial.
 */
const SCRIPT = `${HOOK_PATHS}
function denial(rules, call) {
  const path = call.tool_input.file_path;
  if (!rules.writing.includes(call.tool_name) || typeof path !== 'string') return call.tool_name + ' is not permitted like this.';
  const posix = relative(realpathSync(rules.folder), real(resolve(rules.folder, path))).split(sep).join('/');
  if (posix === '' || posix === '..' || posix.startsWith('../') || posix.startsWith('/')) return path + ' is outside of the working folder.';
  if (/(?:^|\\/)\\.git(?:\\/|$)/i.test(posix)) return posix + " is in git's own folder.";
  const guarded = rules.guarded.find(({ pattern }) => new RegExp(pattern, 'i').test(posix));
  if (guarded === undefined) return undefined;
  const isAllowed = !guarded.isFixed && rules.allowed.some((pattern) => new RegExp(pattern).test(posix + '/'));
  return isAllowed ? undefined : posix + ' is not taken into the change. Leave it, and say in your summary what it would need.';
}

function decision() {
  try {
    const message = denial(JSON.parse(readFileSync(process.argv[2], 'utf8')), JSON.parse(readFileSync(0, 'utf8')));
    return message === undefined ? { behavior: 'allow' } : { behavior: 'deny', message };
  } catch (error) {
    return { behavior: 'deny', message: 'The permission hook failed: ' + error.message };
  }
}

console.log(JSON.stringify({ hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: decision() } }));
`;

/** The hook of a pass that writes: a program, and the JSON that its one argument names. */
export function permissionHook(folder: string, { allowed }: PathGuard): NodeHook {
  const rules = {
    folder,
    writing: ['Edit', 'Write'],
    guarded: guardedPatterns(),
    allowed: allowed.map(scopePattern),
  };
  return { script: SCRIPT, rules: JSON.stringify(rules) };
}
