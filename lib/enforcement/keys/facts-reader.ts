import { LRUCache } from "lru-cache";
import { byQuota } from "@/lib/quota-windows";
import { isCapped, type KeyFacts, type Quotas } from "../decision/facts";
import type { KeyRow } from "../store";

/** Beyond so many different ones, equal values are kept twice again. */
const MAX_SHARED = 20_000;

/**
 * Makes facts of a key's row. What many keys have in common (account, plan, category, quotas) is
 * one object in memory, however many keys hold it.
 */
export class FactsReader {
  private readonly shared: LRUCache<string, object>;
  private readonly texts: LRUCache<string, string>;

  /** @param most so many different ones are shared at most */
  constructor(most = Infinity) {
    const max = Math.min(MAX_SHARED, most);
    this.shared = new LRUCache({ max });
    this.texts = new LRUCache({ max });
  }

  read(row: KeyRow): KeyFacts {
    const quotas: Quotas = this.share(
      "quotas",
      byQuota((name) => wholeNumber(row[`quota_${name}`])),
    );
    return {
      id: row.id,
      alias: row.alias,
      category: this.shareText(row.category),
      suspended: row.suspended,
      active: row.active,
      deactivateAtMs: row.deactivate_at?.getTime() ?? null,
      expiresAtMs: row.expires_at?.getTime() ?? null,
      quotas,
      capped: isCapped(quotas),
      account: this.share("account", { id: row.account_id, name: row.account_name }),
      plan: this.share("plan", {
        name: row.plan,
        perSecond: row.per_second,
        perMinute: row.per_minute,
      }),
    };
  }

  /** An equal object that is there already, or this one. Nobody may change what is shared. */
  private share<T extends object>(kind: string, value: T): T {
    const name = kind + JSON.stringify(value);
    const known = this.shared.get(name) as T | undefined;
    if (known) return known;
    this.shared.set(name, value);
    return value;
  }

  private shareText(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }
}

const wholeNumber = (text: string | null) => (text === null ? null : Number(text));
