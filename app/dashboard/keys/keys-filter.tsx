import { KeysToolbar } from "@/components/tables/keys-toolbar";
import type { AccountContext } from "@/lib/context";
import { categoriesOf } from "@/lib/keys/list";
import type { KeySearch } from "@/lib/keys/schema";
import { keyCounts } from "./key-counts";

interface KeysFilterProps {
  ctx: AccountContext;
  search: KeySearch;
}

export async function KeysFilter({ ctx, search }: KeysFilterProps) {
  const [counts, categories] = await Promise.all([
    keyCounts(ctx, search.q, search.category),
    categoriesOf(ctx),
  ]);
  return <KeysToolbar counts={counts} categories={categories} />;
}
