const OF_THE_PROCESS = Symbol.for("latchkey.failed-sign-ins");
const kept = globalThis as { [OF_THE_PROCESS]?: number };

/** Wrong passwords, codes and proofs in this process since it began. Next.js loads this file several times. */
export const failedSignIns = (): number => kept[OF_THE_PROCESS] ?? 0;

/** Counts one. */
export function countFailedSignIn(): void {
  kept[OF_THE_PROCESS] = failedSignIns() + 1;
}
