import { Link } from './link.tsx';

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-back" width="32" height="32" rx="8" />
      <path class="mark-line" d="M9 22l5.5-12h3L23 22M11.5 17.5h9" />
    </svg>
  );
}

export function Brand() {
  return (
    <Link to="/" class="brand">
      <Mark />
      <span>AI-Implement</span>
    </Link>
  );
}
