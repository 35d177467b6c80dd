import * as z from 'zod';

/** Parses the environment of this process once; a missing or wrong variable is named, all of them at once. */
export function readEnv<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success)
    throw new Error(`the environment of this function is incomplete\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
