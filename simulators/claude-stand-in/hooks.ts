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
  for (const command of commandsFor(matchers, use)) {
    const { code, stdout, stderr } = await runHook(command, 'PreToolUse', use, caller);
    const reason = code === 2 ? stderr.trim() : denialIn(stdout);
    if (reason !== undefined) return `PreToolUse:${use.name} hook error: ${reason}`;
  }
  return undefined;
}

/** What the first PermissionRequest hook that decides says; undefined when none does. */
export async function hookLeave(
  matchers: HookMatcher[],
  use: ToolUse,
  caller: HookCaller,
): Promise<{ behavior?: string; message?: string } | undefined> {
  for (const command of commandsFor(matchers, use)) {
    const { code, stdout } = await runHook(command, 'PermissionRequest', use, caller);
    const decision = code === 0 ? outputIn(stdout)?.decision : undefined;
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function commandsFor(matchers: HookMatcher[], use: ToolUse): string[] {
  return matchers
    .filter(({ matcher }) => matcher === '*' || matcher === '' || new RegExp(`^(?:${matcher})$`).test(use.name))
    .flatMap(({ hooks }) => hooks.map(({ command }) => command));
}

function runHook(command: string, event: string, use: ToolUse, caller: HookCaller) {
  const stdin = JSON.stringify(inputOf(event, use, caller));
  return runShell(command, { folder: caller.folder, stdin, timeoutMs: HOOK_TIMEOUT_MS });
}

function inputOf(event: string, use: ToolUse, { folder, sessionId, agentType }: HookCaller) {
  return {
    session_id: sessionId,
    cwd: folder,
    ...(agentType === undefined ? {} : { agent_id: agentType, agent_type: agentType }),
    hook_event_name: event,
    tool_name: use.name,
    tool_input: use.input,
    tool_use_id: use.id,
  };
}

function denialIn(stdout: string): string | undefined {
  const output = outputIn(stdout);
  return output?.permissionDecision === 'deny' ? (output.permissionDecisionReason ?? '') : undefined;
}

interface HookOutput {
  permissionDecision?: string;
  permissionDecisionReason?: string;
  decision?: { behavior?: string; message?: string };
}

function outputIn(stdout: string): HookOutput | undefined {
  try {
    return (JSON.parse(stdout) as { hookSpecificOutput?: HookOutput }).hookSpecificOutput;
  } catch {
    return undefined;
  }
}
