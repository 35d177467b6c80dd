/** How an invocation fails: thrown by the handler, or by Lambda about it. `name` is Lambda's error type. */
export class FunctionError extends Error {
  constructor(errorType: string, message: string) {
    super(message);
    this.name = errorType;
  }
}
