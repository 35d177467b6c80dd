import { RemovalPolicy } from 'aws-cdk-lib';
import { type CfnStage, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import type { Route } from '../../shared/contract/routes.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ServiceApiProps {
  readonly name: string;
}

/** Requests a second and at once, for the whole API: far above what people and runners need, and an end to floods. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 };

/**
 * Webhooks give way: a fresh account runs ten functions at once, of which schedules and consumers use up to six, and runners must be
 * answered. A delivery that is refused is sent again, or found without it.
 */
const WEBHOOK_THROTTLE = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 };
const GIVING_WAY: readonly Route['functionName'][] = ['github-webhook', 'tracker-webhook'];

/** The HTTP API. Its functions authenticate their callers themselves, each route in its own way. */
export class ServiceApi extends Construct {
  /** The address that AWS gives it, without a trailing slash. */
  readonly url: string;
  private readonly api: HttpApi;
  private readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { name }: ServiceApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: name, createDefaultStage: false });
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/${name}-http-api`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog) },
    });
    this.url = this.api.apiEndpoint;
  }

  /** A stage may name only routes that are there. */
  private throttle(routeKey: string, routes: readonly IConstruct[]): void {
    const stage = this.stage.node.defaultChild as CfnStage;
    stage.addPropertyOverride(`RouteSettings.${routeKey}`, WEBHOOK_THROTTLE);
    this.stage.node.addDependency(...routes);
  }

  /** Sends the routes to the functions that serve them. */
  serve(routes: readonly Route[], functions: Readonly<Record<Route['functionName'], ServiceFunction>>): void {
    for (const { method, path, functionName } of routes) {
      const integration = new HttpLambdaIntegration(functionName, functions[functionName].function);
      const added = this.api.addRoutes({ path, methods: [HttpMethod[method]], integration });
      if (GIVING_WAY.includes(functionName)) this.throttle(`${method} ${path}`, added);
    }
  }
}
