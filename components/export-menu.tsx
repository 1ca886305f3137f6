"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

interface ExportMenuProps {
  csvHref: string;
  ndjsonHref: string;
}

/** Everything that the filters find, as a file. */
export function ExportMenu({ csvHref, ndjsonHref }: ExportMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuItem asChild>
          <a href={csvHref} download>
            CSV, for spreadsheets
          </a>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={ndjsonHref} download>
            NDJSON, for programs
          </a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
