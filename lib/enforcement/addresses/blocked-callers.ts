import { LRUCache } from "lru-cache";
import type { Admission } from "../decision/admission";

/** Remembered as told; with more, the database is asked again and writes nothing twice. */
const KEPT = 10_000;

/**
 * Tells accounts that an address from which their keys are used is blocked. Once for each account and block: what
 * is refused while it lasts is in the log.
 */
export class BlockedCallers {
  private readonly told: LRUCache<string, number>;

  /**
   * @param tell writes it into the account's trail, unless it is there, with the request that was refused
   * @param onError a failure is told to nobody else; the next request tries again
   * @param most so many are remembered at most
   */
  constructor(
    private readonly tell: (accountId: string, address: string, requestId: string) => Promise<void>,
    private readonly onError: (error: unknown) => void,
    most = Infinity,
  ) {
    this.told = new LRUCache({ max: Math.min(KEPT, most) });
  }

  /** @param address as in `ip_blocks` */
  refused(
    { key, requestId }: Pick<Admission, "key" | "requestId">,
    address: string,
    blockedUntilMs: number,
  ): void {
    if (!key) return;
    const accountId = key.account.id;
    const which = `${accountId} ${address}`;
    if (this.told.get(which) === blockedUntilMs) return;
    this.told.set(which, blockedUntilMs);
    this.tell(accountId, address, requestId).catch((error: unknown) => {
      this.told.delete(which);
      this.onError(error);
    });
  }
}
