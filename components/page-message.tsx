interface PageMessageProps {
  title: string;
  /** What happened and what to do. */
  children: React.ReactNode;
  action?: React.ReactNode;
}

/** A page that has only one thing to say: not found, went wrong. */
export function PageMessage({ title, children, action }: PageMessageProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-start gap-3 px-4 py-20">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <p className="text-sm text-pretty text-muted">{children}</p>
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
