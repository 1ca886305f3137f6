"use client";

import { type ComponentProps, type ComponentType, useId, useRef, useState } from "react";
import { useLazily } from "../use-lazily";
import { Button } from "./button";

/** What an `AnchoredMenu` needs to know of its button. */
export interface MenuAnchor {
  /** The button's id: it names the menu. */
  buttonId: string;
  button: React.RefObject<HTMLButtonElement | null>;
  /** Opened with the keyboard: the first item is to have the focus. */
  byKeyboard: boolean;
  onClose: () => void;
}

export interface MenuProps<T> {
  anchor: MenuAnchor;
  /** What the menu acts on. */
  subject: T;
}

interface MenuButtonProps<T> extends ComponentProps<typeof Button> {
  subject: T;
  /** Fetches the menu, whose code no page carries until somebody reaches for the button. */
  load: () => Promise<ComponentType<MenuProps<T>>>;
}

/** A button with a menu. Its content is an `AnchoredMenu` in a file of its own. */
export function MenuButton<T>({ subject, load, className, ...props }: MenuButtonProps<T>) {
  const [opened, setOpened] = useState<"pointer" | "keyboard" | null>(null);
  const [Menu, want] = useLazily(load);
  const button = useRef<HTMLButtonElement>(null);
  const buttonId = useId();

  function open(by: "pointer" | "keyboard") {
    want();
    setOpened(by);
  }

  return (
    <span className="relative inline-flex">
      <Button
        ref={button}
        id={buttonId}
        aria-haspopup="menu"
        aria-expanded={opened !== null}
        onPointerEnter={want}
        onClick={(event) =>
          // A click that comes of a key has no detail.
          opened ? setOpened(null) : open(event.detail === 0 ? "keyboard" : "pointer")
        }
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          open("keyboard");
        }}
        className={className}
        {...props}
      />
      {Menu && opened && (
        <Menu
          subject={subject}
          anchor={{
            buttonId,
            button,
            byKeyboard: opened === "keyboard",
            onClose: () => setOpened(null),
          }}
        />
      )}
    </span>
  );
}
