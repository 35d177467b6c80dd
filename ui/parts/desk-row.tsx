import type { ComponentChildren } from 'preact';
import type { Tone } from '../words.ts';
import { Pill } from './marks.tsx';

interface DeskRowProps {
  tone: Tone;
  /** What it waits for, in a word or two. */
  label: string;
  title: ComponentChildren;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

/** One thing that waits for a person: what it is first, what can be done about it last. */
export function DeskRow({ tone, label, title, children, action }: DeskRowProps) {
  return (
    <li class="row desk-row" tabIndex={-1}>
      <Pill tone={tone}>{label}</Pill>
      <div class="desk-text">
        <span class="row-main">{title}</span>
        {children !== undefined && <span class="row-note">{children}</span>}
      </div>
      {action !== undefined && <div class="row-actions">{action}</div>}
    </li>
  );
}
