import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ToolError, type ToolUse } from './tool.ts';

type Input = ToolUse['input'];

const fileOf = (folder: string, input: Input) => resolve(folder, String(input['file_path']));

/** Claude Code's file tools, with its answers as far as a script or a log reads them. */
export const FILE_TOOLS: Record<string, (folder: string, input: Input) => string> = {
  Read(folder, input) {
    const path = fileOf(folder, input);
    if (!existsSync(path)) throw new ToolError('File does not exist.');
    if (statSync(path).isDirectory()) throw new ToolError('EISDIR: illegal operation on a directory, read');
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.map((line, i) => `${i + 1}\t${line}`).join('\n');
  },
  Write(folder, input) {
    const path = fileOf(folder, input);
    const words = existsSync(path) ? 'The file has been updated successfully' : 'File created successfully';
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, String(input['content']));
    return `${words}: ${path}`;
  },
  Edit(folder, input) {
    const path = fileOf(folder, input);
    const [from, to] = [String(input['old_string']), String(input['new_string'])];
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (!text.includes(from)) throw new ToolError(`String to replace not found in file.\nString: ${from}`);
    const edited = input['replace_all'] === true ? text.replaceAll(from, () => to) : text.replace(from, () => to);
    writeFileSync(path, edited);
    return `The file ${path} has been updated successfully.`;
  },
  Glob(folder, input) {
    const cwd = resolve(folder, String(input['path'] ?? '.'));
    return globSync(String(input['pattern']), { cwd }).join('\n') || 'No files found';
  },
  Grep(folder, input) {
    const pattern = new RegExp(String(input['pattern']));
    const cwd = resolve(folder, String(input['path'] ?? '.'));
    const files = globSync('**/*', { cwd, exclude: (name) => name === '.git' || name === 'node_modules' });
    const found = files.filter(
      (file) => isFile(join(cwd, file)) && pattern.test(readFileSync(join(cwd, file), 'utf8')),
    );
    return found.length === 0 ? 'No files found' : [`Found ${found.length} files`, ...found].join('\n');
  },
};

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
