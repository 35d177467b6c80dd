import type { ComponentChildren } from 'preact';
import { BASE, navigate } from '../route.ts';

interface LinkProps {
  to: string;
  class?: string;
  isCurrent?: boolean;
  children: ComponentChildren;
}

/** A link within the UI: changes the page without loading it anew, unless the reader wants a new tab. */
export function Link({ to, isCurrent, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a {...rest} href={to === '/' ? BASE : BASE + to} aria-current={isCurrent ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}

/** A link to another site; plain text unless it leads to a web page. */
export function Outside({ href, children }: { href: string; children: ComponentChildren }) {
  if (!/^https?:\/\//.test(href)) return <span>{children}</span>;
  return (
    <a class="outside" href={href} target="_blank" rel="noreferrer">
      {children}
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d="M4 2h6v6M10 2 3 9" />
      </svg>
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  );
}

/** Our own page of a ticket. */
export function ticketPage({ tracker, ticketId }: { tracker: string; ticketId: string }): string {
  return `/tickets/${tracker}/${encodeURIComponent(ticketId)}`;
}
