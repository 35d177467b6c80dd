/** One use of a tool that the model asks for. */
export interface ToolUse {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

export interface ToolResult {
  content: string;
  isError: boolean;
}

/** What goes wrong with a tool and is told to the model. */
export class ToolError extends Error {}
