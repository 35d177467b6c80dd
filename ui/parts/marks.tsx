import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Tone } from '../words.ts';

/** A short word in the colour of its meaning, with a dot that says the same without colour when it is live. */
export function Pill({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`pill ${tone}`}>
      <span class="dot" />
      {children}
    </span>
  );
}

interface NoticeProps {
  tone: Tone;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

/** Something that wants attention. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div class={`notice ${tone}`}>
      <div class="notice-text">
        <strong>{title}</strong>
        {children !== undefined && <p>{children}</p>}
      </div>
      {action}
    </div>
  );
}

export function Failure({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <div role="alert">
      <Notice tone="bad" title={text} />
    </div>
  );
}

/** What stands where a list has nothing to show. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

/** What the page is about; the browser's tab and its history say the same. */
export function Title({ children, aside }: { children: ComponentChildren; aside?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${heading.current?.textContent ?? ''} · AI-Implement`;
  });
  return (
    <div class="title">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {aside}
    </div>
  );
}
