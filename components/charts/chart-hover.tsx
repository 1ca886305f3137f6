interface ChartHoverProps {
  title: string;
  lines: Array<{ name: string; color: string; value: string }>;
}

/** What hovering a bar or a point shows. */
export function ChartHover({ title, lines }: ChartHoverProps) {
  return (
    <div className="min-w-40 rounded-md border bg-surface px-3 py-2 text-xs shadow-md">
      <p className="mb-1 font-medium">{title}</p>
      <ul className="space-y-0.5">
        {lines.map((line) => (
          <li key={line.name} className="flex items-center gap-2">
            <span className="size-2 shrink-0 rounded-xs" style={{ background: line.color }} />
            <span className="text-muted">{line.name}</span>
            <span className="ml-auto pl-3 font-mono tabular-nums">{line.value}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
