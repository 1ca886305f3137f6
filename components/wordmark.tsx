/** The name with its mark: a key's bow in a latch. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-[15px] font-semibold tracking-tight">
      <svg aria-hidden viewBox="0 0 20 20" className="size-5 text-accent" fill="none">
        <rect x="1" y="1" width="18" height="18" rx="5" fill="currentColor" />
        <circle cx="8" cy="8.5" r="2.6" stroke="var(--accent-foreground)" strokeWidth="1.8" />
        <path
          d="M10 10.4l4.4 4.4m-2-2l1.5-1.5"
          stroke="var(--accent-foreground)"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
      </svg>
      Latchkey
    </span>
  );
}
