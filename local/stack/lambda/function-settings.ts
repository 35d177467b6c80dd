/** A function of the stack, ready to be started. */
export interface FunctionSettings {
  /** The name that people read, such as `dispatch-run`. */
  shortName: string;
  /** The physical name. */
  name: string;
  arn: string;
  /** The unpacked asset. */
  codeFolder: string;
  /** `path/in/asset.exportName`. */
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  /** What the template gives it, credentials and the function's own settings aside. */
  variables: Readonly<Record<string, string>>;
  /** How many environments may exist at once; each handles one event at a time. */
  maxEnvironments: number;
}

/** What Lambda puts into the environment of every function, and where ours finds AWS. */
export function environmentOf(
  settings: FunctionSettings,
  place: { awsEndpoint: string; region: string; accessKeyId: string; runtimeApi: string; logStream: string },
): Record<string, string> {
  return {
    ...settings.variables,
    AWS_ACCESS_KEY_ID: place.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'laptop',
    AWS_SESSION_TOKEN: 'laptop',
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ENDPOINT_URL: place.awsEndpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    _HANDLER: settings.handler,
    LAMBDA_TASK_ROOT: settings.codeFolder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
  };
}
