import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { RefusedDays, UsageRange } from "@/lib/usage/schema";

interface RangeFormProps {
  current: UsageRange;
  /** What was typed and makes no range: it stays, to be put right. */
  refused: RefusedDays | null;
  /** The reader's present day, 2026-11-24. */
  today: string;
}

/** Of what says why days were refused. */
export const REFUSED_ID = "refused-days";

/** Days to choose, as a form that leads to their address. */
export function RangeForm({ current, refused, today }: RangeFormProps) {
  const chosen = typeof current === "string" ? null : current;
  const days = refused ?? { from: chosen?.firstDay, to: chosen?.lastDay ?? today };
  const field = {
    type: "date",
    required: true,
    max: today,
    className: "w-full sm:w-36",
    ...(refused && { "aria-invalid": true, "aria-describedby": REFUSED_ID }),
  };
  const label = "flex min-w-0 flex-col gap-1 text-muted sm:flex-row sm:items-center sm:gap-2";
  return (
    <Form
      action="/dashboard/usage"
      className="grid grid-cols-2 items-center gap-2 text-[13px] sm:flex sm:flex-wrap"
    >
      <label className={label}>
        From
        <Input key={days.from} name="from" defaultValue={days.from} {...field} />
      </label>
      <label className={label}>
        To
        <Input key={days.to} name="to" defaultValue={days.to} {...field} />
      </label>
      <Button type="submit" size="sm" className="justify-self-start">
        Show
      </Button>
    </Form>
  );
}
