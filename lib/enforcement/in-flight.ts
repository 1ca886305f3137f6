import type { Admission } from "./admission";

/** Requests that came in one span of time, and are not through. */
export interface Cohort {
  open: number;
  /** Told when the last of them is; null while more may come. */
  then: (() => void) | null;
}

/**
 * Requests from their arrival until their row is written down or the database knows of them by a
 * lease: what a moment found under way can be waited for, without a list of them.
 */
export class InFlight {
  private cohort: Cohort = { open: 0, then: null };
  /** By cohort that takes nobody in any more: resolves when all of it are through. */
  private readonly earlier = new Map<Cohort, Promise<void>>();

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
    if (--cohort.open === 0) cohort.then?.();
  }

  /**
   * Resolves when all that have come by now are through, and after `atMostMs` in any case: those that
   * took longer are not waited for again.
   */
  async drain(atMostMs: number): Promise<void> {
    const { cohort, earlier } = this;
    if (cohort.open > 0) {
      this.cohort = { open: 0, then: null };
      earlier.set(
        cohort,
        new Promise((through) => {
          cohort.then = () => {
            earlier.delete(cohort);
            through();
          };
        }),
      );
    }
    const awaited = [...earlier];
    if (awaited.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, atMostMs)));
    await Promise.race([late, Promise.all(awaited.map(([, through]) => through))]);
    clearTimeout(timer);
    for (const [each] of awaited) earlier.delete(each);
  }
}
