import * as z from 'zod';

/** What the Machines API takes for a new machine, as far as it is served here; anything else is refused, so that no typing error passes. */
export const CreateRequest = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
  region: z.string().optional(),
  skip_launch: z.boolean().optional(),
  skip_secrets: z.boolean().optional(),
  skip_service_registration: z.boolean().optional(),
  lease_ttl: z.int().optional(),
  config: z.strictObject({
    image: z.string().min(1),
    env: z.record(z.string(), z.string()).optional(),
    guest: z
      .strictObject({
        cpu_kind: z.enum(['shared', 'performance']),
        cpus: z.int(),
        memory_mb: z.int(),
      })
      .optional(),
    files: z
      .array(
        z.strictObject({
          guest_path: z.string().startsWith('/'),
          raw_value: z.base64(),
          mode: z.int().min(0).max(0o777).optional(),
        }),
      )
      .optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    restart: z
      .strictObject({ policy: z.enum(['no', 'always', 'on-failure']), max_retries: z.int().optional() })
      .optional(),
    auto_destroy: z.boolean().optional(),
    stop_config: z.strictObject({ signal: z.string(), timeout: z.int() }).optional(),
  }),
});
export type CreateRequest = z.infer<typeof CreateRequest>;

const REGIONS = [
  'ams',
  'arn',
  'bom',
  'cdg',
  'dfw',
  'ewr',
  'fra',
  'gru',
  'iad',
  'jnb',
  'lax',
  'lhr',
  'nrt',
  'ord',
  'sin',
  'sjc',
  'syd',
  'yyz',
];
export const DEFAULT_REGION = 'iad';

/** MB of memory for each processor. */
const MEMORY = { shared: [256, 2048], performance: [2048, 8192] } as const;

/** Why there can be no such machine, in Fly's words; undefined where there can. */
export function refusalOf({ region = DEFAULT_REGION, config }: CreateRequest): string | undefined {
  if (!REGIONS.includes(region)) return `invalid region '${region}'`;
  const { cpu_kind: kind, cpus, memory_mb: memory } = config.guest ?? { cpu_kind: 'shared', cpus: 1, memory_mb: 256 };
  const [least, most] = MEMORY[kind];
  if (memory < least * cpus) return `invalid config.guest.memory_mb, minimum required ${least * cpus} MiB`;
  if (memory > most * cpus) return `invalid config.guest.memory_mb, maximum allowed ${most * cpus} MiB`;
  if (memory % 256 !== 0) return 'invalid config.guest.memory_mb, must be a multiple of 256';
  return undefined;
}
