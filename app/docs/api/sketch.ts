import type { Schema } from "@/lib/openapi/document";

const INDENT = "  ";

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;
const schemas = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** A JSON Schema as readable JSON with types in place of values: `{ "limit": integer }`. */
export function sketch(schema: Schema, depth = 0): string {
  const choices = [...schemas(schema.anyOf), ...schemas(schema.oneOf)];
  if (choices.length > 0) {
    const separator = depth === 0 ? "\n\n" : " | ";
    return choices.map((choice) => sketch(choice, depth)).join(separator);
  }
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) {
    return schema.enum.length > 6
      ? `string, one of ${schema.enum.length}`
      : schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  }
  if (schema.type === "array") {
    return isSchema(schema.items) ? `[ ${sketch(schema.items, depth)}, … ]` : "[ … ]";
  }
  if (schema.type !== "object") return named(schema);
  const { properties, additionalProperties } = schema;
  if (!isSchema(properties)) {
    return isSchema(additionalProperties)
      ? `{ "…": ${sketch(additionalProperties, depth)} }`
      : "{ }";
  }
  return fields(properties, schema.required, depth);
}

function fields(properties: Schema, required: unknown, depth: number): string {
  const needed = Array.isArray(required) ? required : [];
  const inner = INDENT.repeat(depth + 1);
  const lines = Object.entries(properties).map(([name, value]) => {
    const mark = needed.includes(name) ? "" : "?";
    return `${inner}"${name}"${mark}: ${isSchema(value) ? sketch(value, depth + 1) : "any"}`;
  });
  return `{\n${lines.join(",\n")}\n${INDENT.repeat(depth)}}`;
}

const FORMATS: Record<string, string> = {
  uuid: "uuid",
  "date-time": "ISO 8601 moment",
  ipv4: "IPv4 address",
  ipv6: "IPv6 address",
};

function named({ type, format }: Schema): string {
  const known = typeof format === "string" ? FORMATS[format] : undefined;
  return known ?? (typeof type === "string" ? type : "any");
}
