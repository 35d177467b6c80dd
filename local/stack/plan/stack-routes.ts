import { matchesWildcards } from '../../../simulators/iam/conditions.ts';
import { localArn } from '../aws/place.ts';
import type { ResolvedStack } from '../template/resolved-stack.ts';
import {
  ApiProperties,
  IntegrationProperties,
  PermissionProperties,
  RouteProperties,
} from '../template/resource-schemas.ts';

/** A route of the HTTP API and the ARN of the function that serves it. */
export interface StackRoute {
  key: string;
  functionArn: string;
}

/**
 * Reads the API and its routes; undefined when the stack has no API. A route whose function may not be invoked by
 * the API would answer 500 once deployed, so it is an error here.
 */
export function readRoutes(stack: ResolvedStack): { apiId: string; routes: StackRoute[] } | undefined {
  const [api, second] = stack.all('AWS::ApiGatewayV2::Api', ApiProperties);
  if (second) throw new Error('the laptop serves one HTTP API, and the template has several');
  if (!api) return undefined;
  const apiId = api.identity.ref;
  const permissions = stack.all('AWS::Lambda::Permission', PermissionProperties).map(({ properties }) => properties);
  const integrations = new Map(
    stack
      .all('AWS::ApiGatewayV2::Integration', IntegrationProperties)
      .map(({ identity, properties }) => [identity.ref, properties.IntegrationUri]),
  );
  const routes = stack.all('AWS::ApiGatewayV2::Route', RouteProperties).map(({ properties }) => {
    const functionArn = integrations.get(properties.Target.replace('integrations/', ''));
    if (functionArn === undefined) throw new Error(`the route ${properties.RouteKey} has no integration`);
    const source = sourceArn(apiId, properties.RouteKey);
    if (!permissions.some((permission) => permits(permission, functionArn, source))) {
      throw new Error(`the route ${properties.RouteKey} has no Lambda permission for ${source}`);
    }
    return { key: properties.RouteKey, functionArn };
  });
  return { apiId, routes };
}

/** The ARN under which API Gateway invokes the function of a route. */
function sourceArn(apiId: string, routeKey: string): string {
  const [method = '', path = ''] = routeKey.split(' ');
  return localArn('execute-api', `${apiId}/$default/${method === 'ANY' ? '*' : method}${path}`);
}

function permits(permission: PermissionProperties, functionArn: string, source: string): boolean {
  return (
    permission.Principal === 'apigateway.amazonaws.com' &&
    permission.FunctionName === functionArn &&
    matchesWildcards(permission.SourceArn, source)
  );
}
