import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentOf, FunctionName } from '../../shared/contract/env.ts';
import type { LandingZone } from '../settings.ts';

export interface ServiceFunctionProps<Name extends FunctionName> {
  /** The folder under `functions/`. */
  readonly name: Name;
  /** Before the name, so that two stacks do not meet. */
  readonly namePrefix: string;
  /** All bundles; each function's is in the folder of its name. */
  readonly code: Code;
  /** Every variable that the function's contract asks for. */
  readonly environment: EnvironmentOf<Name>;
  readonly landingZone: LandingZone;
  /** Encrypts its logs. @default a key of AWS */
  readonly dataKey?: IKey | undefined;
  /** @default 30 seconds */
  readonly timeout?: Duration;
}

const MEMORY_MB = 512;

/** A Lambda function that may write its own logs, and its traces where there are any, and whatever it is granted beyond. */
export class ServiceFunction<Name extends FunctionName = FunctionName> extends Construct {
  readonly name: Name;
  readonly function: LambdaFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps<Name>) {
    super(scope, id);
    this.name = props.name;
    const functionName = `${props.namePrefix}-${props.name}`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.landingZone.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.dataKey && { encryptionKey: props.dataKey }),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_MB,
      timeout: props.timeout ?? Duration.seconds(30),
      code: props.code,
      handler: `${props.name}/handler.handler`,
      environment: { ...props.environment },
      role: this.role,
      logGroup,
      ...(props.landingZone.isTraced && { tracing: Tracing.ACTIVE }),
      retryAttempts: 0,
    });
    this.allow(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
  }

  /** Adds a statement to the policy of the function's role. */
  allow(statement: PolicyStatement): void {
    this.role.addToPolicy(statement);
  }
}
