#!/usr/bin/env bash
# The default access log of an HTTP API in the CDK never names the route.
#
# Version    aws-cdk-lib 2.276.0, constructs 10.8.1
# Behaviour  HttpStage with accessLogSettings and no format writes the fields of REST APIs: $context.resourcePath among them, which HTTP
#            APIs do not have (theirs is $context.routeKey). Synthesis and deployment succeed, and the field is always empty ("-").
# Output     resourcePath in the format: true
#            routeKey in the format:     false
# Guess      "The construct for HTTP APIs logs what HTTP APIs have": a throttled or failing route cannot be found in the log. Give a
#            format of your own.
# Exit       0 while it is so; 1 when it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact aws-cdk-lib@2.276.0 constructs@10.8.1
cat >try.mjs <<'JS'
import { App, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Template } from 'aws-cdk-lib/assertions';

const stack = new Stack(new App(), 'Try');
new HttpStage(stack, 'Stage', {
  httpApi: new HttpApi(stack, 'Api', { createDefaultStage: false }),
  accessLogSettings: { destination: new LogGroupLogDestination(new LogGroup(stack, 'Log')) },
});
const [stage] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Stage'));
const format = JSON.stringify(stage.Properties.AccessLogSettings.Format);
const has = (field) => format.includes(`$context.${field}`);
console.log('resourcePath in the format:', has('resourcePath'));
console.log('routeKey in the format:    ', has('routeKey'));
process.exit(has('resourcePath') && !has('routeKey') ? 0 : 1);
JS
node try.mjs
