import { refresh } from "next/cache";
import { Refusal } from "@/lib/refusal";

/**
 * A verb after which the page that asked shows what is now true: its new markup comes in the same
 * answer, so that an optimistic change goes over into the real one without a flicker. So does a page
 * about something that is gone: it must not go on telling of it as if it were there.
 */
export function refreshing<C, T>(verb: (call: C) => Promise<T>): (call: C) => Promise<T> {
  return async (call) => {
    try {
      const done = await verb(call);
      refresh();
      return done;
    } catch (error) {
      if (error instanceof Refusal && error.code === "not_found") refresh();
      throw error;
    }
  };
}
