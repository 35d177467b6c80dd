import { Logger } from '@aws-lambda-powertools/logger';

/** The one logger. Messages are constant lower-case phrases; data goes in fields; never a secret, a token or ticket text. */
export const log = new Logger({ serviceName: 'ai-implement' });
