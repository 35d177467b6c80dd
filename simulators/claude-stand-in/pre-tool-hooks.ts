import { runShell } from './child-process.ts';
import type { HookMatcher } from './options.ts';
import type { ToolUse } from './tool.ts';

const HOOK_TIMEOUT_MS = 60_000;

export interface HookCaller {
  folder: string;
  sessionId: string;
  /** The type of the subagent that uses the tool. */
  agentType?: string | undefined;
}

/** Why a PreToolUse hook denies a tool; undefined when none does. A hook denies by exit code 2, or by its JSON. */
export async function hookDenial(
  matchers: HookMatcher[],
  use: ToolUse,
  caller: HookCaller,
): Promise<string | undefined> {
  const commands = matchers
    .filter(({ matcher }) => matcher === '*' || matcher === '' || new RegExp(`^(?:${matcher})$`).test(use.name))
    .flatMap(({ hooks }) => hooks.map(({ command }) => command));
  for (const command of commands) {
    const stdin = JSON.stringify(inputOf(use, caller));
    const { code, stdout, stderr } = await runShell(command, {
      folder: caller.folder,
      stdin,
      timeoutMs: HOOK_TIMEOUT_MS,
    });
    const reason = code === 2 ? stderr.trim() : denialIn(stdout);
    if (reason !== undefined) return `PreToolUse:${use.name} hook error: ${reason}`;
  }
  return undefined;
}

function inputOf(use: ToolUse, { folder, sessionId, agentType }: HookCaller) {
  return {
    session_id: sessionId,
    cwd: folder,
    ...(agentType === undefined ? {} : { agent_id: agentType, agent_type: agentType }),
    hook_event_name: 'PreToolUse',
    tool_name: use.name,
    tool_input: use.input,
    tool_use_id: use.id,
  };
}

function denialIn(stdout: string): string | undefined {
  try {
    const { hookSpecificOutput: output } = JSON.parse(stdout) as { hookSpecificOutput?: Record<string, string> };
    return output?.['permissionDecision'] === 'deny' ? (output['permissionDecisionReason'] ?? '') : undefined;
  } catch {
    return undefined;
  }
}
