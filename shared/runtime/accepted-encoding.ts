/** Whether a browser that sends this `accept-encoding` takes that encoding. */
export function acceptsEncoding(acceptEncoding: string, encoding: string): boolean {
  const wanted = acceptEncoding.split(',').map((part) =>
    part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  return wanted.some(([name, quality]) => name === encoding && !/^q=0(\.0+)?$/.test(quality ?? ''));
}
