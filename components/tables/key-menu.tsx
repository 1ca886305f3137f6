"use client";

import { Pencil, Power, RefreshCw, Trash2 } from "lucide-react";
import Link from "next/link";
import { AnchoredMenu } from "@/components/ui/anchored-menu";
import { DropdownMenuItem, DropdownMenuSeparator } from "@/components/ui/dropdown-menu";
import type { MenuProps } from "@/components/ui/menu-button";
import type { ShownKey } from "./key-columns";

/** What can be done with a key. */
export function KeyMenu({ anchor, subject: { key, onSwitch, onDelete } }: MenuProps<ShownKey>) {
  return (
    <AnchoredMenu anchor={anchor}>
      <DropdownMenuItem asChild>
        <Link href={`/dashboard/keys/${key.id}`} prefetch={false}>
          <Pencil aria-hidden /> Edit
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem asChild>
        <Link href={`/dashboard/keys/${key.id}/rotate`} prefetch={false}>
          <RefreshCw aria-hidden /> Rotate
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={onSwitch}>
        <Power aria-hidden /> {key.active ? "Deactivate" : "Reactivate"}
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuItem destructive onSelect={onDelete}>
        <Trash2 aria-hidden /> Delete
      </DropdownMenuItem>
    </AnchoredMenu>
  );
}
