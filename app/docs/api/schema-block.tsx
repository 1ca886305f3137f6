import type { Schema } from "@/lib/openapi/document";
import { CodeBlock } from "../code-block";
import { sketch } from "./sketch";

interface SchemaBlockProps {
  label: string;
  schema: Schema;
}

/** A JSON Schema as the JSON that it describes, with types in place of values. */
export function SchemaBlock({ label, schema }: SchemaBlockProps) {
  return (
    <>
      <p className="mt-4 text-sm font-medium">{label}</p>
      <CodeBlock label={label} code={sketch(schema)} />
    </>
  );
}
