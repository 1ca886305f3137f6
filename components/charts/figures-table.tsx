import { cn } from "@/components/ui/cn";

/** Said once for all cells: said in each, they would be most of a page of figures. */
const CELLS = cn(
  "[&_td]:px-3 [&_td]:py-1.5 [&_td]:text-right [&_td]:font-mono [&_td]:text-[13px]",
  "[&_td]:whitespace-nowrap [&_td]:tabular-nums",
  "[&_th]:px-3 [&_th]:py-1.5 [&_tbody_th]:text-left [&_tbody_th]:font-normal",
  "[&_tbody_th]:whitespace-nowrap [&_tbody_tr]:border-b [&_tbody_tr:last-child]:border-b-0",
);

interface FiguresTableProps {
  /** What the table is called. */
  caption: string;
  /** The first column names its rows, the others hold figures. */
  columns: string[];
  rows: Array<{ id: string; name: React.ReactNode; figures: string[] }>;
  /** The last row, where there is one. */
  total?: { name: string; figures: string[] };
}

/** Figures under their names, right-aligned. */
export function FiguresTable({ caption, columns, rows, total }: FiguresTableProps) {
  return (
    <table className={cn("w-full border-collapse text-sm", CELLS)}>
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 bg-surface">
        <tr className="border-b">
          {columns.map((column, i) => (
            <th
              key={column}
              scope="col"
              className={cn(
                "align-bottom text-xs font-medium text-muted",
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
          <tr key={row.id}>
            <th scope="row">{row.name}</th>
            {row.figures.map((figure, i) => (
              <td key={columns[i + 1]}>{figure}</td>
            ))}
          </tr>
        ))}
      </tbody>
      {total && (
        <tfoot className="border-t font-medium">
          <tr>
            <th scope="row" className="text-left font-medium">
              {total.name}
            </th>
            {total.figures.map((figure, i) => (
              <td key={columns[i + 1]}>{figure}</td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
