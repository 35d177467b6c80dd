import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnApiMapping,
  CfnDomainName,
  type CfnRoute,
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contract/routes.ts';
import { ANY_ROUTE, ROUTE_LIMITS } from '../route-limits.ts';
import type { EdgeSettings, LandingZone } from '../settings.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ServiceApiProps extends Readonly<EdgeSettings> {
  readonly name: string;
  readonly landingZone: LandingZone;
  /** Encrypts its access log. @default a key of AWS */
  readonly dataKey?: IKey | undefined;
}

/**
 * What the access log says of a request. The route is `routeKey`: an HTTP API has no `resourcePath`. Nothing that a stranger may word is in
 * it but the path, which is encoded.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const LOGGED = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  httpMethod: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationErrorMessage: '$context.integrationErrorMessage',
  sourceIp: '$context.identity.sourceIp',
};

/** The HTTP API. Its functions authenticate their callers themselves, each route in its own way. */
export class ServiceApi extends Construct {
  private readonly api: HttpApi;
  private readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: ServiceApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: props.name,
      createDefaultStage: false,
      ...(!props.hasDefaultEndpoint && { disableExecuteApiEndpoint: true }),
    });
    const destination = new LogGroupLogDestination(this.accessLog(props));
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: ANY_ROUTE.perSecond, burstLimit: ANY_ROUTE.burst },
      accessLogSettings: { destination },
    });
    // The class of CDK's formats is in a module of its own, which takes a twentieth of the synthesis to load.
    const stage = this.stage.node.defaultChild as CfnStage;
    stage.addPropertyOverride('AccessLogSettings.Format', JSON.stringify(LOGGED));
    if (props.domain) this.answerAt(props.domain);
  }

  /** The address that AWS gives it, without a trailing slash. */
  get url(): string {
    return this.api.apiEndpoint;
  }

  /** Sends the routes to the functions that serve them, each within its limit. */
  serve(routes: readonly Route[], functions: Readonly<Record<Route['functionName'], ServiceFunction>>): void {
    const stage = this.stage.node.defaultChild as CfnStage;
    for (const { method, path, functionName } of routes) {
      const integration = new HttpLambdaIntegration(functionName, functions[functionName].function);
      const added = this.api.addRoutes({ path, methods: [HttpMethod[method]], integration });
      const { perSecond, burst } = ROUTE_LIMITS[functionName];
      const limit = { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst };
      stage.addPropertyOverride(`RouteSettings.${method} ${path}`, limit);
      // A stage may name only routes that are there.
      for (const route of added) stage.addResourceDependency(route.node.defaultChild as CfnRoute);
    }
  }

  private accessLog({ name, landingZone, dataKey }: ServiceApiProps): LogGroup {
    return new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/${name}-http-api`,
      retention: landingZone.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(dataKey && { encryptionKey: dataKey }),
    });
  }

  /** The DNS record is made by whoever has the zone. */
  private answerAt({ name, certificateArn }: NonNullable<EdgeSettings['domain']>): void {
    const domain = new CfnDomainName(this, 'Domain', {
      domainName: name,
      domainNameConfigurations: [{ certificateArn, endpointType: 'REGIONAL' }],
    });
    const stage = this.stage.node.defaultChild as CfnStage;
    const mapping = new CfnApiMapping(this, 'Mapping', {
      ...{ apiId: this.api.apiId, domainName: domain.ref, stage: this.stage.stageName },
    });
    mapping.addResourceDependency(stage);
    new CfnOutput(this, 'DomainTarget', {
      description: `What a CNAME or alias record of ${name} must lead to.`,
      value: domain.attrRegionalDomainName,
    });
    new CfnOutput(this, 'DomainZone', {
      description: 'The hosted zone of ApiDomainTarget, for an alias record of Route 53.',
      value: domain.attrRegionalHostedZoneId,
    });
  }
}
