import { runShell } from './child-process.ts';
import { FILE_TOOLS } from './file-tools.ts';
import { type HookCaller, hookDenial, hookLeave } from './hooks.ts';
import { denial, leaveNeeded } from './permissions.ts';
import type { Session } from './session.ts';
import { ToolError, type ToolResult, type ToolUse } from './tool.ts';

const BASH_TIMEOUT_MS = 120_000;

/** Uses a tool, if it is there and neither permissions nor hooks forbid it; whatever happens is told to the model. */
export async function useTool(
  session: Session,
  use: ToolUse,
  given: { tools: string[]; agentType?: string | undefined },
): Promise<ToolResult> {
  const { folder, options } = session;
  if (!given.tools.includes(use.name))
    return failed(`<tool_use_error>Error: No such tool available: ${use.name}</tool_use_error>`);
  const caller = { folder, sessionId: session.id, agentType: given.agentType };
  const hooked = await hookDenial(options['--settings'].hooks?.PreToolUse ?? [], use, caller);
  if (hooked !== undefined) return failed(hooked);
  const denied = denial(options, folder, use) ?? (await leaveRefused(session, use, caller));
  if (denied !== undefined) {
    session.deny(use);
    return failed(denied);
  }
  try {
    if (use.name === 'Bash') return await bash(folder, String(use.input['command']));
    return { content: FILE_TOOLS[use.name]?.(folder, use.input) ?? '', isError: false };
  } catch (error) {
    return failed(`<tool_use_error>${error instanceof ToolError ? error.message : String(error)}</tool_use_error>`);
  }
}

/** Without anybody to ask, only a hook gives leave, and where it is not to be asked for nothing does. */
async function leaveRefused(
  { options, folder }: Session,
  use: ToolUse,
  caller: HookCaller,
): Promise<string | undefined> {
  const words = leaveNeeded(options, folder, use);
  if (words === undefined) return undefined;
  const isAsking = options['--permission-mode'] === 'default';
  const answer = isAsking
    ? await hookLeave(options['--settings'].hooks?.PermissionRequest ?? [], use, caller)
    : undefined;
  return answer?.behavior === 'allow' ? undefined : (answer?.message ?? words);
}

function failed(content: string): ToolResult {
  return { content, isError: true };
}

async function bash(folder: string, command: string): Promise<ToolResult> {
  const { code, stdout, stderr } = await runShell(command, { folder, timeoutMs: BASH_TIMEOUT_MS });
  const output = `${stdout}${stderr}`.trimEnd();
  if (code !== 0) return failed(`Exit code ${code}\n${output}`);
  return { content: output || '(Bash completed with no output)', isError: false };
}
