import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** A synthesized stack as CDK wrote it; resources are not resolved yet. */
export interface StackTemplate {
  stackName: string;
  resources: Record<string, TemplateResource>;
  /** The folder on this machine whose content a function's `Code` names by its S3 key. */
  assetFolder(s3Key: string): string;
}

export interface TemplateResource {
  type: string;
  properties: Record<string, unknown>;
}

const TemplateFile = z.strictObject({
  Description: z.string().optional(),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      // The order of creation, and what happens on deletion, mean nothing on a laptop.
      DependsOn: z.unknown().optional(),
      DeletionPolicy: z.unknown().optional(),
      UpdateReplacePolicy: z.unknown().optional(),
      Metadata: z.unknown().optional(),
    }),
  ),
  Outputs: z.unknown().optional(),
  // CDK's check that the account is bootstrapped: a deployment's concern, and the only parameter and rule we accept.
  Parameters: z.strictObject({ BootstrapVersion: z.unknown() }).optional(),
  Rules: z.strictObject({ CheckBootstrapVersion: z.unknown() }).optional(),
});

const AssetsFile = z.looseObject({
  files: z.record(z.string(), z.looseObject({ source: z.looseObject({ path: z.string() }) })),
});

/**
 * Reads `<stackName>.template.json` and its assets from a synthesized folder.
 * @param mutate changes the template before it is read: tests take permissions away with it.
 */
export function readStackTemplate(
  outDir: string,
  stackName: string,
  mutate: (template: unknown) => void = () => {},
): StackTemplate {
  const raw: unknown = readJson(join(outDir, `${stackName}.template.json`));
  mutate(raw);
  const parsed = TemplateFile.safeParse(raw);
  if (!parsed.success) throw new Error(`the laptop cannot read ${stackName}: ${z.prettifyError(parsed.error)}`);
  const assets = AssetsFile.parse(readJson(join(outDir, `${stackName}.assets.json`))).files;
  const resources = Object.entries(parsed.data.Resources).map(
    ([logicalId, resource]) => [logicalId, { type: resource.Type, properties: resource.Properties }] as const,
  );
  return {
    stackName,
    resources: Object.fromEntries(resources),
    assetFolder(s3Key) {
      const asset = assets[s3Key.replace(/\.zip$/, '')];
      if (asset === undefined) throw new Error(`${stackName} has no asset ${s3Key}`);
      return resolve(outDir, asset.source.path);
    },
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} cannot be read; run \`npm run synth\` first`, { cause });
  }
}
