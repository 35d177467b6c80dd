import { escapeHtml } from '../../loopback/escape-html.ts';
import type { PullRecord } from '../code-state.ts';
import { PERSON } from '../people.ts';
import { pullState } from './pull-state.ts';

const WHO = `<label>as <input name="login" value="${PERSON}" size="12" required></label>`;

/** A form that comes back to the page it stands on. */
function form(act: string, fields: string, button: string): string {
  const hidden = `<input type="hidden" name="act" value="${act}">`;
  return `<form method="post">${hidden}${fields} <button>${button}</button></form>`;
}

const choice = (name: string, label: string, options: readonly string[]) =>
  `<label>${label} <select name="${name}">${options.map((option) => `<option>${escapeHtml(option)}</option>`).join('')}</select></label>`;
const text = (label: string, isRequired = true) =>
  `<p><label>${label}<br><textarea name="body" rows="3" cols="72"${isRequired ? ' required' : ''}></textarea></label></p>`;

/** What people say: in the conversation, in a review, on a line of the diff. */
export function sayingForms(paths: readonly string[]): string {
  const line = '<label>line <input name="line" type="number" min="1" value="1" required></label>';
  const place = `${choice('path', 'File', paths)} ${line}`;
  return [
    form('comment', `${text('Comment')}${WHO}`, 'Comment'),
    `<details><summary>Review</summary>${form('review', `${choice('verdict', 'Verdict', ['comment', 'request-changes', 'approve'])}${text('What you say', false)}${WHO}`, 'Submit review')}</details>`,
    ...(paths.length === 0
      ? []
      : [
          `<details><summary>Comment on a line</summary>${form('inline', `${place}${text('Comment')}${WHO}`, 'Add comment')}</details>`,
        ]),
  ].join('\n');
}

/** What people do with the pull request as it is. */
export function stateForms(pull: PullRecord): string {
  const state = pullState(pull);
  if (state === 'merged') return '';
  if (state === 'closed') return form('reopen', '', 'Reopen');
  const check = '<label>Check <input name="name" value="unit tests" required></label>';
  return [
    ...(state === 'draft' ? [form('ready', '', 'Ready for review')] : []),
    form('merge', '', 'Merge'),
    form('close', '', 'Close'),
    `<details><summary>Report a check</summary>${form('check', `${check} ${choice('conclusion', 'ended with', ['failure', 'success'])}`, 'Report')}</details>`,
  ].join('\n');
}

/** Resolves the thread of a comment on the diff. */
export function resolveForm(commentId: number): string {
  return form('resolve', `<input type="hidden" name="comment" value="${commentId}">`, 'Resolve');
}
