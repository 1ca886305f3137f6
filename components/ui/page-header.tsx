interface PageHeaderProps {
  title: React.ReactNode;
  /** One sentence at most. */
  description?: React.ReactNode;
  /** Beside the title: badges. */
  beside?: React.ReactNode;
  /** At the right end: links and buttons. */
  children?: React.ReactNode;
}

export function PageHeader({ title, description, beside, children }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 space-y-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1>
          {beside}
        </div>
        {description && (
          <div className="max-w-[75ch] text-sm text-pretty text-muted">{description}</div>
        )}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}
