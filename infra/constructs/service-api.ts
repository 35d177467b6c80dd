import { RemovalPolicy } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contract/routes.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ServiceApiProps {
  readonly name: string;
}

/** Requests a second and at once, for the whole API: far above what people and runners need, and an end to floods. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 };

/** The HTTP API. Its functions authenticate their callers themselves, each route in its own way. */
export class ServiceApi extends Construct {
  /** The address that AWS gives it, without a trailing slash. */
  readonly url: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, { name }: ServiceApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: name, createDefaultStage: false });
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/${name}-http-api`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog) },
    });
    this.url = this.api.apiEndpoint;
  }

  /** Sends the routes to the functions that serve them. */
  serve(routes: readonly Route[], functions: Readonly<Record<Route['functionName'], ServiceFunction>>): void {
    for (const { method, path, functionName } of routes) {
      const integration = new HttpLambdaIntegration(functionName, functions[functionName].function);
      this.api.addRoutes({ path, methods: [HttpMethod[method]], integration });
    }
  }
}
