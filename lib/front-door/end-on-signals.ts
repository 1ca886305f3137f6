import { log } from "@/lib/log";

/** How the process ends when it is told to. */
export interface Ending {
  isRequested: boolean;
  /** What is done before; while it starts less is to be ended than when it serves. */
  inOrder(): Promise<void>;
}

/**
 * Ends the process in order on SIGTERM and SIGINT.
 * @param inOrder what is done before, until `Ending.inOrder` says more
 * @param stopMs after which it ends whatever is left to do
 */
export function endOnSignals(inOrder: () => Promise<void>, stopMs: number): Ending {
  const ending: Ending = { isRequested: false, inOrder };
  const onSignal = (signal: string) => {
    if (ending.isRequested) return;
    ending.isRequested = true;
    log.info({ signal }, "stopping");
    const giveUp = (error: unknown) => {
      log.fatal({ err: error }, "could not stop cleanly; the journal keeps what is not written");
      process.exit(1);
    };
    setTimeout(() => giveUp(new Error("stopping took too long")), stopMs).unref();
    ending.inOrder().then(() => process.exit(0), giveUp);
  };
  process.on("SIGTERM", () => onSignal("SIGTERM"));
  process.on("SIGINT", () => onSignal("SIGINT"));
  return ending;
}
