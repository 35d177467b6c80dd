/** What is installed in target repositories, as text. */
export interface TemplateSet {
  planWorkflow: string;
  implementWorkflow: string;
  agentWorkflow: string;
  /** Tells us of comments; `__AI_IMPLEMENT_URL__` stands for our address. */
  triggerWorkflow: string;
  /** The runner, one file. */
  runner: string;
  /** Prompt files to start with; `{{model}}` stands for the model of the mapping. */
  workflowPrompt: string;
  planningPrompt: string;
}

export interface TemplateFiles {
  read(): Promise<TemplateSet>;
}
