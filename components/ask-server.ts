import type { ActionResult } from "@/lib/actions/result";

/** Calls a server action; a server that cannot be reached is told like any other refusal. */
export async function askServer<I, T>(
  action: (input: I) => Promise<ActionResult<T>>,
  input: I,
): Promise<ActionResult<T>> {
  try {
    return await action(input);
  } catch {
    return {
      ok: false,
      message: "The server did not answer. Check your connection, then try again.",
    };
  }
}
