import type { Admission } from "./admission";

/** Requests that came in one span of time, and are not through. */
export interface Cohort {
  open: number;
  /** Told when the last of them is; null while more may come. */
  emptied: (() => void) | null;
}

/**
 * Requests that may be let in without the database's knowing, from their arrival until their row is in
 * the journal: those that are under way at a moment can be waited for, without a list of them. What
 * counts towards no quota, or is about to take a lease, is not among them.
 */
export class InFlight {
  private cohort: Cohort = { open: 0, emptied: null };
  /** By cohort that takes nobody in any more: resolves when all of it are through. */
  private readonly earlier = new Map<Cohort, Promise<void>>();

  /** How many are not through. */
  get size(): number {
    let size = this.cohort.open;
    for (const { open } of this.earlier.keys()) size += open;
    return size;
  }

  /** A request has come. @returns what its admission must carry */
  enter(): Cohort {
    this.cohort.open++;
    return this.cohort;
  }

  /** It is through; said once more, that changes nothing. */
  leave(admission: Pick<Admission, "cohort">): void {
    const { cohort } = admission;
    if (cohort === null) return;
    admission.cohort = null;
    if (--cohort.open === 0) cohort.emptied?.();
  }

  /** Resolves when all that have come by now are through, and after `atMostMs` in any case. */
  async drain(atMostMs: number): Promise<void> {
    const { cohort, earlier } = this;
    if (cohort.open > 0) {
      this.cohort = { open: 0, emptied: null };
      earlier.set(
        cohort,
        new Promise((through) => {
          cohort.emptied = () => {
            earlier.delete(cohort);
            through();
          };
        }),
      );
    }
    if (earlier.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, atMostMs)));
    await Promise.race([late, Promise.all(earlier.values())]);
    clearTimeout(timer);
  }
}
