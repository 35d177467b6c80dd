/** The name of the one stack, by which the laptop run finds its template. */
export const STACK_NAME = 'AiImplement';

/** And of the access to Bedrock. */
export const BEDROCK_STACK_NAME = 'AiImplementBedrock';
