interface EmptyStateProps {
  title: string;
  /** What to do next. */
  children?: React.ReactNode;
  action?: React.ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed bg-surface px-6 py-12 text-center">
      <p className="text-sm font-medium">{title}</p>
      {children && <p className="max-w-prose text-sm text-pretty text-muted">{children}</p>}
      {action && <div className="mt-2 max-w-full">{action}</div>}
    </div>
  );
}
