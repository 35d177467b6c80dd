/** Takes the stage, the first argument that is no option, out of a command line. */
export function stageArgument(args: readonly string[]): { name: string | undefined; others: string[] } {
  const at = args.findIndex((argument) => !argument.startsWith('-'));
  return { name: args[at], others: args.filter((_, index) => index !== at) };
}
