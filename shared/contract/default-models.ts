/**
 * The models of Anthropic's that are taken where a repository names none, the most capable first: the first one works, the last one
 * does what is light. The one place where they are set.
 */
export const DEFAULT_MODELS = ['claude-sonnet-4-6', 'claude-haiku-4-5-20251001'] as const;

export const [DEFAULT_MODEL, LIGHT_MODEL] = DEFAULT_MODELS;
