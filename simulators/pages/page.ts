import { escapeHtml } from '../loopback/escape-html.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328 }
h1, h2 { line-height: 1.25 }
a { color: #0969da }
code, pre, td { font: 13px/1.45 ui-monospace, monospace }
pre { background: #f6f8fa; padding: .75rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
form { display: inline-block; margin: .25rem .5rem .25rem 0 }
textarea { max-width: 100% }
article, details { border: 1px solid #d1d9e0; border-radius: 6px; margin: 1rem 0; padding: .5rem 1rem }
summary { cursor: pointer }
table { border-collapse: collapse; width: 100% }
td { padding: 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top }
td.number { color: #59636e; text-align: right; user-select: none; white-space: nowrap; width: 1% }
tr.added { background: #dafbe1 }
tr.removed { background: #ffebe9 }
tr.place { background: #ddf4ff; color: #59636e }
.state { border-radius: 2em; color: #fff; padding: .15rem .75rem; background: #59636e }
.open, .success { background: #1a7f37 }
.merged { background: #8250df }
.closed, .failure { background: #cf222e }
.list td, .list th { font: 15px/1.5 system-ui, sans-serif; text-align: left; padding: .25rem .5rem }
.list th { color: #59636e }
.quiet { color: #59636e }`;

export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
};

/** A page of a simulated vendor for people: plain, without scripts. The content is HTML; its first page is `/`. */
export function page(vendor: string, title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} (simulated)</title>
<style>${STYLE}</style></head><body>
<p class="quiet"><a href="/">Simulated ${escapeHtml(vendor)}</a></p>
<h1>${escapeHtml(title)}</h1>
${content}
</body></html>`;
}

/** Rows of HTML cells below headings; without rows a line that says so. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  if (rows.length === 0) return '<p class="quiet">None.</p>';
  const cells = headings.map((heading) => `<th>${escapeHtml(heading)}</th>`).join('');
  const head = headings.some((heading) => heading !== '') ? `<tr>${cells}</tr>` : '';
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table class="list">${head}${lines.join('')}</table>`;
}

/** Text that leads to an address of the same site. */
export function link(path: string, text: string): string {
  return `<a href="${escapeHtml(path)}">${escapeHtml(text)}</a>`;
}

interface Remark {
  who: string;
  did: string;
  /** Epoch milliseconds. */
  at: number;
  id?: string;
}

/** What somebody wrote, as HTML, with who and when; links lead to it by its id. */
export function remark({ who, did, at, id = '' }: Remark, html: string): string {
  const words = `<strong>${escapeHtml(who)}</strong> <span class="quiet">${escapeHtml(did)}, ${moment(at)}</span>`;
  return `<article${id === '' ? '' : ` id="${escapeHtml(id)}"`}><p>${words}</p>${html}</article>`;
}

/** A state or an outcome as a coloured word. */
export function badge(word: string): string {
  return `<span class="state ${escapeHtml(word)}">${escapeHtml(word.replaceAll('_', ' '))}</span>`;
}

/** A moment, epoch milliseconds, as people read it. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
