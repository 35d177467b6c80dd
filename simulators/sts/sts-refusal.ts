/** A refusal of STS, in its own words. */
export class StsRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'StsRefusal';
    this.status = status;
    this.code = code;
  }
}

const XML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
export const xmlText = (text: string) => text.replace(/[<>&"]/g, (character) => XML[character] ?? '');

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export function refusalXml({ code, message, status }: StsRefusal): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${xmlText(message)}</Message></Error><RequestId>simulated</RequestId></ErrorResponse>`;
}

/** The answer of an action; `fields` is XML. */
export function answerXml(action: string, fields: string): string {
  return `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${fields}</${action}Result><ResponseMetadata><RequestId>simulated</RequestId></ResponseMetadata></${action}Response>`;
}
