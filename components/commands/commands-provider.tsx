"use client";

import { useRouter } from "next/navigation";
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from "react";
import { useLazily } from "@/components/use-lazily";
import type { FindKeysAction } from "./command-palette";
import { isTypingIn, readShortcut, type Shortcut, somethingIsOpen } from "./read-shortcut";
import { singleKeysWork } from "./single-keys";
import type { Viewer } from "../viewer";

interface Commands {
  openPalette: () => void;
  /** Fetches the palette, when somebody is about to open it. */
  wantPalette: () => void;
}

const Context = createContext<Commands | null>(null);

const loadPalette = async () => (await import("./command-palette")).CommandPalette;
const loadHelp = async () => (await import("./shortcuts-help")).ShortcutsHelp;

interface CommandsProviderProps {
  findKeysAction: FindKeysAction;
  viewer: Viewer;
  children: ReactNode;
}

/** The dashboard at the keyboard: shortcuts, and the palette and help that they open. */
export function CommandsProvider({ findKeysAction, viewer, children }: CommandsProviderProps) {
  const router = useRouter();
  const [opened, setOpened] = useState<"palette" | "help" | null>(null);
  const [Palette, wantPalette] = useLazily(loadPalette);
  const [Help, wantHelp] = useLazily(loadHelp);

  const openPalette = useCallback(() => {
    wantPalette();
    setOpened("palette");
  }, [wantPalette]);
  const openHelp = useCallback(() => {
    wantHelp();
    setOpened("help");
  }, [wantHelp]);

  useEffect(() => {
    const actions: Record<Shortcut, () => void> = {
      palette: openPalette,
      help: openHelp,
      search: () => focusSearch() || openPalette(),
      "new-key": () => router.push("/dashboard/keys/new"),
      attention: () => router.push("/dashboard"),
    };
    function onKey(event: KeyboardEvent) {
      const shortcut = readShortcut(event, {
        isTyping: isTypingIn(event.target),
        isBusy: somethingIsOpen(),
        singleKeys: singleKeysWork(),
      });
      if (!shortcut) return;
      event.preventDefault();
      actions[shortcut]();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [openPalette, openHelp, router]);

  const value = useMemo(() => ({ openPalette, wantPalette }), [openPalette, wantPalette]);
  const close = () => setOpened(null);
  return (
    <Context value={value}>
      {children}
      {Palette && opened === "palette" && (
        <Palette {...{ findKeysAction, viewer }} onHelp={openHelp} onClose={close} />
      )}
      {Help && opened === "help" && <Help onClose={close} />}
    </Context>
  );
}

/** The search field of the page, where it has one. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}

export function useCommands(): Commands {
  const commands = use(Context);
  if (!commands) throw new Error("CommandsProvider is missing");
  return commands;
}
