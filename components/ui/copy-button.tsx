"use client";

import { Check, Copy } from "lucide-react";
import { useRef, useState, type ComponentProps } from "react";
import { Button } from "./button";

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, "onClick" | "value"> {
  /** What goes to the clipboard. */
  value: string;
  /** The button's words; an accessible name even where only the icon shows. */
  label?: string;
  iconOnly?: boolean;
  onCopied?: () => void;
}

const SHOWN_MS = 2_000;

export function CopyButton({
  value,
  label = "Copy",
  iconOnly,
  onCopied,
  ...props
}: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  async function copy() {
    await copyText(value);
    setCopied(true);
    onCopied?.();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SHOWN_MS);
  }

  return (
    <>
      <Button aria-label={label} onClick={copy} size={iconOnly ? "icon-sm" : undefined} {...props}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {!iconOnly && label}
      </Button>
      <span role="status" className="sr-only">
        {copied ? "It is on the clipboard." : ""}
      </span>
    </>
  );
}

/** The clipboard API exists only on https and localhost; elsewhere the old command still works. */
async function copyText(value: string) {
  if (navigator.clipboard) {
    try {
      return await navigator.clipboard.writeText(value);
    } catch {
      // Refused, for example by a policy: try the other way.
    }
  }
  const area = document.createElement("textarea");
  area.value = value;
  area.style.position = "fixed";
  area.style.opacity = "0";
  // Inside an open dialog, or its focus trap takes the focus back.
  const host = document.activeElement?.parentElement ?? document.body;
  host.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
