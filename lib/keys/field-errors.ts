import type { z } from "zod";

/** What a schema said, a line for each field; of names that nobody knows, one for each. Paths have dots. */
export const fieldErrors = (error: z.ZodError): Array<{ path: string; message: string }> =>
  error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ path: at.join("."), message: issue.message }];
    return issue.keys.map((key) => ({
      path: [...at, key].join("."),
      message: "There is no such field.",
    }));
  });
