import { LaptopSettings } from './settings.ts';

/** The text of `.env.example`, from the schema of the settings. */
export function envExample(): string {
  const lines = Object.entries(LaptopSettings.shape).map(([name, field]) => {
    const { value } = field.safeParse(undefined).data === undefined ? { value: '' } : { value: field.parse(undefined) };
    return `# ${field.description}\n${name}=${value}\n`;
  });
  return ['# Copy to .env and fill in what you have. Everything is optional.\n', ...lines].join('\n');
}
