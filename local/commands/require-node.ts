/** Ends with a sentence when this is not Node 24 or newer: npm runs the scripts with the one that it installed. */
export function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  console.error(
    `This needs Node 24, and runs on ${process.version}. Run \`npm install\` (it brings Node 24 on Linux and Windows), then start it ` +
      'through npm. On a Mac install Node 24 from https://nodejs.org.',
  );
  process.exit(1);
}
