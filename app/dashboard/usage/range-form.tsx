import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { UsageRange } from "@/lib/usage/schema";

interface RangeFormProps {
  current: UsageRange;
  /** The reader's present day, 2026-11-24. */
  today: string;
}

/** Days to choose, as a form that leads to their address. */
export function RangeForm({ current, today }: RangeFormProps) {
  const chosen = typeof current === "string" ? null : current;
  return (
    <Form action="/dashboard/usage" className="flex flex-wrap items-center gap-2 text-[13px]">
      <label className="flex items-center gap-2 text-muted">
        From
        <Input
          key={chosen?.firstDay}
          type="date"
          name="from"
          required
          max={today}
          defaultValue={chosen?.firstDay}
          className="w-36"
        />
      </label>
      <label className="flex items-center gap-2 text-muted">
        To
        <Input
          key={chosen?.lastDay}
          type="date"
          name="to"
          required
          max={today}
          defaultValue={chosen?.lastDay ?? today}
          className="w-36"
        />
      </label>
      <Button type="submit" size="sm">
        Show
      </Button>
    </Form>
  );
}
