"use client";

import { AlertDialog as AlertPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { overlayStyles, panelStyles } from "./dialog";
import { useFocusReturn } from "./use-focus-return";

/** Asks before something that hurts; the body says what happens to whom. */
export const AlertDialog = AlertPrimitive.Root;
export const AlertDialogTrigger = AlertPrimitive.Trigger;
/** Both take `asChild` and a `Button`. */
export const AlertDialogAction = AlertPrimitive.Action;
export const AlertDialogCancel = AlertPrimitive.Cancel;

export function AlertDialogContent({
  className,
  ...props
}: ComponentProps<typeof AlertPrimitive.Content>) {
  const focus = useFocusReturn(props);
  return (
    <AlertPrimitive.Portal>
      <AlertPrimitive.Overlay className={overlayStyles} />
      <AlertPrimitive.Content
        className={cn(panelStyles, "max-w-md", className)}
        {...props}
        {...focus}
      />
    </AlertPrimitive.Portal>
  );
}

export function AlertDialogTitle({
  className,
  ...props
}: ComponentProps<typeof AlertPrimitive.Title>) {
  return <AlertPrimitive.Title className={cn("text-base font-semibold", className)} {...props} />;
}

export function AlertDialogDescription({
  className,
  ...props
}: ComponentProps<typeof AlertPrimitive.Description>) {
  return (
    <AlertPrimitive.Description
      className={cn("text-sm text-pretty text-muted", className)}
      {...props}
    />
  );
}
