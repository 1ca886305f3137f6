import type { ActionResult } from "@/lib/actions/result";

/** How a person shows that it is still them: by what they can, and the action that takes it. */
export interface Proof {
  methods: { password: boolean; code: boolean };
  action: (input: { password?: string; code?: string }) => Promise<ActionResult<unknown>>;
}
