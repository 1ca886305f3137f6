import { cn } from "@/components/ui/cn";

interface FiguresTableProps {
  /** What the table is called. */
  caption: string;
  /** The first column names its rows, the others hold figures. */
  columns: string[];
  rows: Array<{ id: string; name: React.ReactNode; figures: string[] }>;
  /** The last row, where there is one. */
  total?: { name: string; figures: string[] };
}

const FIGURE = "px-3 py-1.5 text-right font-mono text-[13px] whitespace-nowrap tabular-nums";

/** Figures under their names, right-aligned. */
export function FiguresTable({ caption, columns, rows, total }: FiguresTableProps) {
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 bg-surface">
        <tr className="border-b">
          {columns.map((column, i) => (
            <th
              key={column}
              scope="col"
              className={cn(
                "px-3 py-1.5 align-bottom text-xs font-medium text-muted",
                i === 0 ? "text-left whitespace-nowrap" : "text-right",
              )}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="border-b last:border-b-0">
            <th scope="row" className="px-3 py-1.5 text-left font-normal whitespace-nowrap">
              {row.name}
            </th>
            {row.figures.map((figure, i) => (
              <td key={columns[i + 1]} className={FIGURE}>
                {figure}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {total && (
        <tfoot className="border-t font-medium">
          <tr>
            <th scope="row" className="px-3 py-1.5 text-left font-medium">
              {total.name}
            </th>
            {total.figures.map((figure, i) => (
              <td key={columns[i + 1]} className={FIGURE}>
                {figure}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
