"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { KeyView } from "@/lib/keys/list";

interface SelectionBarProps {
  selected: Pick<KeyView, "id" | "alias" | "active">[];
  /** @param name what a message is to call the keys */
  onSwitch: (ids: string[], active: boolean, name: string) => void;
  onClear: () => void;
}

/**
 * What can be done with the selected keys. It lies over the page's lower edge, so that nothing
 * moves when it comes.
 */
export function SelectionBar({ selected, onSwitch, onClear }: SelectionBarProps) {
  const [first] = selected;
  const switchAll = (active: boolean) => {
    // Those that are as wanted already have no part in it.
    const keys = selected.filter((key) => key.active !== active);
    const name = keys.length === 1 ? keys[0]!.alias : `${keys.length} keys`;
    onSwitch(
      keys.map(({ id }) => id),
      active,
      name,
    );
  };
  const active = selected.filter((key) => key.active).length;
  return (
    <div className="pointer-events-none sticky bottom-4 z-20 -mt-3 flex h-0 items-end justify-center">
      <p role="status" className="sr-only">
        {first ? `${keysWords(selected.length)} selected` : ""}
      </p>
      {first && (
        <div
          role="group"
          aria-label="Selected keys"
          className="pointer-events-auto flex animate-settle items-center gap-2 rounded-lg border bg-surface p-1.5 pl-3.5 text-[13px] shadow-lg"
        >
          <span className="mr-1 whitespace-nowrap tabular-nums">
            {keysWords(selected.length)}
            <span className="max-sm:hidden"> selected</span>
          </span>
          {active > 0 && (
            <Button size="sm" onClick={() => switchAll(false)}>
              Deactivate
            </Button>
          )}
          {active < selected.length && (
            <Button size="sm" onClick={() => switchAll(true)}>
              Reactivate
            </Button>
          )}
          <Button variant="ghost" size="icon-sm" aria-label="Clear the selection" onClick={onClear}>
            <X aria-hidden />
          </Button>
        </div>
      )}
    </div>
  );
}

const keysWords = (count: number) => (count === 1 ? "1 key" : `${count} keys`);
