"use client";

import { Search } from "lucide-react";
import { debounce, useQueryStates } from "nuqs";
import { Kbd } from "@/components/commands/kbd";
import { Input } from "@/components/ui/input";
import { keysSearchParams } from "./keys-search-params";
import { useKeysTransition } from "./keys-transition";

const TYPING_MS = 250;

/** Finds keys by a part of their alias or category, or by their last characters. */
export function KeysSearch() {
  const { startTransition } = useKeysTransition();
  const [state, setState] = useQueryStates(keysSearchParams, { shallow: false, startTransition });
  return (
    <div className="relative min-w-0 flex-1 sm:w-64 sm:flex-none">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted"
      />
      <Input
        type="search"
        aria-label="Search"
        placeholder="Search"
        aria-keyshortcuts="/"
        className="peer pl-8"
        value={state.q}
        onChange={(event) =>
          void setState(
            { q: event.target.value, page: 1 },
            { limitUrlUpdates: debounce(TYPING_MS) },
          )
        }
      />
      {/* Where there is a keyboard, and nothing in its place. */}
      <span
        aria-hidden
        className="pointer-events-none absolute top-2 right-2 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden max-md:hidden"
      >
        <Kbd>/</Kbd>
      </span>
    </div>
  );
}
