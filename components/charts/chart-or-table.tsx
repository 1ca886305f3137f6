"use client";

import { useId, useState, type ReactNode } from "react";
import { FiguresScroll } from "@/components/tables/figures-scroll";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";

interface ChartOrTableProps {
  title: string;
  description?: ReactNode;
  chart: ReactNode;
  /** The same figures: a `table` with a caption. */
  table: ReactNode;
}

/**
 * A chart, with a table of its figures one click away. Assistive technology always gets the table;
 * a picture of bars has nothing to say to it.
 */
export function ChartOrTable({ title, description, chart, table }: ChartOrTableProps) {
  const id = useId();
  const [showsTable, setShowsTable] = useState(false);
  return (
    <Card aria-labelledby={id} className="min-w-0">
      <CardHeader id={id} title={title} description={description}>
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={showsTable}
          onClick={() => setShowsTable(!showsTable)}
        >
          {showsTable ? "Show chart" : "Show table"}
        </Button>
      </CardHeader>
      <CardBody className="relative">
        {!showsTable && <div aria-hidden>{chart}</div>}
        {showsTable ? (
          <FiguresScroll label={`${title}, as a table`}>{table}</FiguresScroll>
        ) : (
          <div className="sr-only">{table}</div>
        )}
      </CardBody>
    </Card>
  );
}
