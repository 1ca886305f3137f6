"use client";

import { Command, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "cmdk";
import { KeyRound, Search } from "lucide-react";
import { useTheme } from "next-themes";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { ACTIONS, itemsFor, pagesFor, type PaletteItem } from "./palette-items";
import { type FindKeysAction, useKeyFinder } from "./use-key-finder";
import type { Viewer } from "../viewer";

export type { FindKeysAction };

interface CommandPaletteProps {
  findKeysAction: FindKeysAction;
  viewer: Viewer;
  onHelp: () => void;
  onClose: () => void;
}

const ITEM =
  "flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm select-none data-[selected=true]:bg-surface-2 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";
const GROUP =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted";

/** The dashboard's own; the documentation's are found by typing. */
const FIRST_PAGES = 4;
const isOther = (theme: string, shown: string | undefined) => theme !== "system" && theme !== shown;

/** Goes anywhere and does the common things: to pages, to keys by their alias, to actions. */
export function CommandPalette({ findKeysAction, viewer, onHelp, onClose }: CommandPaletteProps) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const [typed, setTyped] = useState("");
  const { found, isPending, find } = useKeyFinder(findKeysAction);

  function go(href: string) {
    onClose();
    router.push(href);
  }

  function run({ does }: PaletteItem) {
    if (does.kind === "go") return go(does.href);
    if (does.kind === "help") return onHelp();
    onClose();
    setTheme(does.theme);
  }

  const group = (heading: string, items: PaletteItem[]) =>
    items.length > 0 && (
      <CommandGroup heading={heading} className={GROUP}>
        {items.map((item) => (
          <CommandItem
            key={item.label}
            value={item.label}
            onSelect={() => run(item)}
            className={ITEM}
          >
            <item.icon aria-hidden /> {item.label}
          </CommandItem>
        ))}
      </CommandGroup>
    );
  const pages =
    typed === "" ? pagesFor(viewer).slice(0, FIRST_PAGES) : itemsFor(pagesFor(viewer), typed);
  const actions = itemsFor(ACTIONS, typed).filter(
    // Unasked, only the theme that would change something is offered.
    ({ does }) => typed !== "" || does.kind !== "theme" || isOther(does.theme, resolvedTheme),
  );
  const keys = found?.keys ?? [];

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        noClose
        onOpenAutoFocus={() => find("", 0)}
        onKeyDown={(event) => {
          // What opened it closes it, rather than the browser's own search.
          if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
          event.preventDefault();
          onClose();
        }}
        className="top-[12vh] max-w-xl translate-y-0 gap-0 overflow-hidden p-0"
      >
        <DialogTitle className="sr-only">Go to …</DialogTitle>
        <DialogDescription className="sr-only">
          Type the name of a page, an action or a key; arrows choose, Enter goes there.
        </DialogDescription>
        <Command label="Go to …" shouldFilter={false} vimBindings={false} loop>
          <div className="flex items-center gap-2.5 border-b px-4">
            <Search aria-hidden className="size-4 shrink-0 text-muted" />
            <CommandInput
              value={typed}
              onValueChange={(value) => {
                setTyped(value);
                find(value);
              }}
              placeholder="A page, an action, or a key's alias"
              className="h-12 w-full bg-transparent text-base outline-none placeholder:text-muted md:text-sm"
            />
          </div>
          {/* As high as it gets, so that it does not jump with each letter. */}
          <CommandList className="h-[min(26rem,60dvh)] overflow-y-auto p-1.5" aria-busy={isPending}>
            {typed !== "" && group("Actions", actions)}
            {group("Pages", pages)}
            {typed === "" && group("Actions", actions)}
            {keys.length > 0 && (
              <CommandGroup heading={typed === "" ? "Keys used last" : "Keys"} className={GROUP}>
                {keys.map(({ id, alias, category }) => (
                  <CommandItem
                    key={id}
                    value={`key ${id}`}
                    onSelect={() => go(`/dashboard/keys/${id}`)}
                    className={ITEM}
                  >
                    <KeyRound aria-hidden />
                    <span className="truncate">{alias}</span>
                    <span className="ml-auto truncate pl-4 text-[13px] text-muted">{category}</span>
                  </CommandItem>
                ))}
              </CommandGroup>
            )}
            {!isPending && pages.length + actions.length + keys.length === 0 && (
              <CommandEmpty className="px-2.5 py-6 text-center text-sm text-muted">
                {found?.failed
                  ? "Keys could not be searched: the server did not answer."
                  : "No page, action or key is called that."}
              </CommandEmpty>
            )}
          </CommandList>
        </Command>
      </DialogContent>
    </Dialog>
  );
}
