import type { z } from "zod";
import { fieldErrors } from "@/lib/keys/field-errors";
import { UNSTORABLE_TEXT, unstorableFields } from "@/lib/text/storable-text";
import { Refused } from "./refused";

/** A thousand rows of an import, each with all that a key can have. */
export const MOST_BODY_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads a request's body to its end.
 * @throws {Refused} content_too_large, unsupported_media_type
 */
export async function readBytes(request: Request): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BODY_BYTES) {
    throw new Refused("content_too_large");
  }
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > MOST_BODY_BYTES) throw new Refused("content_too_large");
  if (bytes.length > 0 && !JSON_TYPE.test(request.headers.get("content-type") ?? "")) {
    throw new Refused("unsupported_media_type");
  }
  return bytes;
}

/**
 * Parses a body with the schema that forms and the command line use.
 * @param how whether no body means no fields; whether rows in it are looked at one by one later
 * @throws {Refused} invalid_json, invalid
 */
export function parseBody<S extends z.ZodType>(
  schema: S,
  bytes: Buffer,
  { mayBeEmpty, isReadByRow }: { mayBeEmpty: boolean; isReadByRow: boolean },
): z.output<S> {
  const input = bytes.length === 0 && mayBeEmpty ? {} : parseJson(bytes);
  return parseFields(schema, input, isReadByRow);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refused("invalid_json");
  }
}

/**
 * Parses the query of a URL. A parameter that is given twice is a list, which no field takes.
 * @throws {Refused} invalid
 */
export function parseQuery<S extends z.ZodType>(schema: S, params: URLSearchParams): z.output<S> {
  const given = [...new Set(params.keys())].map((name) => {
    const values = params.getAll(name);
    return [name, values.length === 1 ? values[0] : values];
  });
  return parseFields(schema, Object.fromEntries(given));
}

function parseFields<S extends z.ZodType>(
  schema: S,
  input: unknown,
  isReadByRow = false,
): z.output<S> {
  const unstorable = isReadByRow ? [] : unstorableFields(input);
  if (unstorable.length > 0) {
    const errors = unstorable.map((path) => ({ path, message: UNSTORABLE_TEXT }));
    throw new Refused("invalid", { errors });
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Refused("invalid", { errors: fieldErrors(parsed.error) });
}
