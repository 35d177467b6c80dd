import { escapeHtml } from '../../loopback/escape-html.ts';
import type { ChangedFile } from '../git/diff.ts';
import { type PatchLine, patchLines } from '../git/patch-lines.ts';

/** Longer patches are cut on the page, in lines. */
const SHOWN_LINES = 2000;

/** What a pull request changes, file by file, as HTML. */
export function diffView(files: readonly ChangedFile[]): string {
  return files.map(fileView).join('\n');
}

function fileView(file: ChangedFile): string {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
  const title = `${escapeHtml(name)} <span class="quiet">${file.status}, +${file.additions} −${file.deletions}</span>`;
  return `<details open><summary><code>${title}</code></summary>${patchView(file.patch)}</details>`;
}

function patchView(patch: string | undefined): string {
  if (patch === undefined) return '<p class="quiet">Nothing to show: binary, empty, or only moved.</p>';
  const lines = patchLines(patch);
  const rest = lines.length > SHOWN_LINES ? `<p class="quiet">… ${lines.length - SHOWN_LINES} more lines</p>` : '';
  return `<table>${lines.slice(0, SHOWN_LINES).map(lineView).join('')}</table>${rest}`;
}

const KINDS: Record<string, string> = { '+': 'added', '-': 'removed', '@': 'place' };

function lineView({ text, left, right }: PatchLine): string {
  const numbers = `<td class="number">${left ?? ''}</td><td class="number">${right ?? ''}</td>`;
  return `<tr class="${KINDS[text[0] ?? ''] ?? ''}">${numbers}<td>${escapeHtml(text)}</td></tr>`;
}
