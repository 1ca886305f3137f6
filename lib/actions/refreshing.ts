import { refresh } from "next/cache";

/**
 * A verb after which the page that asked shows what is now true: its new markup comes in the same
 * answer, so that an optimistic change goes over into the real one without a flicker.
 */
export function refreshing<C, T>(verb: (call: C) => Promise<T>): (call: C) => Promise<T> {
  return async (call) => {
    const done = await verb(call);
    refresh();
    return done;
  };
}
