import Form from "next/form";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { NativeSelect } from "@/components/ui/native-select";
import type { TrailFilter } from "@/lib/accounts/trail";
import type { AuditKind } from "@/lib/format/audit";

const KINDS: Record<AuditKind, string> = {
  keys: "Keys",
  "sign-ins": "Sign-ins and sessions",
  people: "People and their sign-in",
  account: "Account, plan and addresses",
};

const ACTORS: Record<NonNullable<TrailFilter["by"]>, string> = {
  user: "A person",
  portal: "A portal visitor",
  token: "The operator",
  cli: "The command line",
  system: "Latchkey",
};

interface TrailFilterFormProps {
  filter: TrailFilter;
  isNarrowed: boolean;
}

/** What of a trail is shown, as a form that leads to its address. */
export function TrailFilterForm({ filter, isNarrowed }: TrailFilterFormProps) {
  return (
    <Form
      // What was chosen is the address's; a control keeps nothing of the address before.
      key={JSON.stringify(filter)}
      action="/dashboard/audit"
      className="grid grid-cols-1 items-end gap-3 sm:flex sm:flex-wrap"
    >
      <Labelled label="What" htmlFor="trail-what" className="sm:w-60">
        <Choice id="trail-what" name="kind" value={filter.kind} words={KINDS} all="Everything" />
      </Labelled>
      <Labelled label="Who" htmlFor="trail-who" className="sm:w-44">
        <Choice id="trail-who" name="by" value={filter.by} words={ACTORS} all="Anybody" />
      </Labelled>
      <Labelled label="From" htmlFor="trail-from" className="sm:w-40">
        <Input id="trail-from" type="date" name="from" defaultValue={filter.from} />
      </Labelled>
      <Labelled label="To" htmlFor="trail-to" className="sm:w-40">
        <Input id="trail-to" type="date" name="to" defaultValue={filter.to} />
      </Labelled>
      <div className="flex gap-2">
        <Button type="submit">Filter</Button>
        {isNarrowed && (
          <Button asChild variant="ghost">
            <Link href="/dashboard/audit">Show everything</Link>
          </Button>
        )}
      </div>
    </Form>
  );
}

interface LabelledProps {
  label: string;
  /** The control's id. */
  htmlFor: string;
  className: string;
  children: ReactNode;
}

function Labelled({ label, htmlFor, className, children }: LabelledProps) {
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <Label htmlFor={htmlFor}>{label}</Label>
      {children}
    </div>
  );
}

interface ChoiceProps {
  id: string;
  name: string;
  value: string | undefined;
  /** What may be chosen, and how it is said. */
  words: Record<string, string>;
  /** How no choice is said. */
  all: string;
}

function Choice({ id, name, value, words, all }: ChoiceProps) {
  return (
    <NativeSelect id={id} name={name} defaultValue={value ?? ""} className="w-full">
      <option value="">{all}</option>
      {Object.entries(words).map(([choice, said]) => (
        <option key={choice} value={choice}>
          {said}
        </option>
      ))}
    </NativeSelect>
  );
}
