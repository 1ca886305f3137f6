import { LRUCache } from "lru-cache";
import type { KeyRow } from "@/db/queries/enforcement";
import { byQuota } from "@/lib/quota-windows";
import { isCapped, type KeyFacts, type Quotas } from "./facts";

/** Beyond so many different ones, equal values are kept twice again. */
const MAX_SHARED = 20_000;

/** What keys have in common with many others. */
type Terms = Pick<
  KeyFacts,
  "category" | "suspended" | "active" | "quotas" | "capped" | "account" | "plan"
>;

/** A hundred thousand of them are in memory: what they have in common is there once. */
class SharedFacts implements KeyFacts {
  constructor(
    readonly id: string,
    readonly alias: string,
    readonly deactivateAtMs: number | null,
    readonly expiresAtMs: number | null,
    private readonly terms: Terms,
  ) {}

  get category() {
    return this.terms.category;
  }
  get suspended() {
    return this.terms.suspended;
  }
  get active() {
    return this.terms.active;
  }
  get quotas() {
    return this.terms.quotas;
  }
  get capped() {
    return this.terms.capped;
  }
  get account() {
    return this.terms.account;
  }
  get plan() {
    return this.terms.plan;
  }
}

/**
 * Makes facts of a key's row. What many keys have in common (account, plan, category, quotas) is
 * one object in memory, however many keys hold it.
 */
export class FactsReader {
  private readonly shared = new LRUCache<string, object>({ max: MAX_SHARED });

  read(row: KeyRow): KeyFacts {
    const quotas: Quotas = this.share(
      "quotas",
      byQuota((name) => wholeNumber(row[`quota_${name}`])),
    );
    const account = this.share("account", { id: row.account_id, name: row.account_name });
    const plan = this.share("plan", {
      name: row.plan,
      perSecond: row.per_second,
      perMinute: row.per_minute,
    });
    const { category, suspended, active } = row;
    const terms: Terms = {
      category,
      suspended,
      active,
      quotas,
      capped: isCapped(quotas),
      account,
      plan,
    };
    return new SharedFacts(
      row.id,
      row.alias,
      row.deactivate_at?.getTime() ?? null,
      row.expires_at?.getTime() ?? null,
      this.share("terms", terms),
    );
  }

  /** An equal object that is there already, or this one. Nobody may change what is shared. */
  private share<T extends object>(kind: string, value: T): T {
    const name = kind + JSON.stringify(value);
    const known = this.shared.get(name) as T | undefined;
    if (known) return known;
    this.shared.set(name, value);
    return value;
  }
}

const wholeNumber = (text: string | null) => (text === null ? null : Number(text));
