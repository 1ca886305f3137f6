"use client";

import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "./kbd";
import { PaletteKeys } from "./palette-keys";
import { setSingleKeys, useSingleKeys } from "./single-keys";

const SINGLE_KEYS = [
  { keys: "/", does: "Search on this page" },
  { keys: "n", does: "New key" },
  { keys: "a", does: "What needs attention" },
  { keys: "?", does: "This list" },
];

/** What the keyboard can do, and the switch for those who dictate or hit keys by accident. */
export function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const work = useSingleKeys();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-sm">
        <DialogTitle>Keyboard shortcuts</DialogTitle>
        <DialogDescription className="sr-only">
          What single keys do in the dashboard.
        </DialogDescription>
        <dl className="divide-y text-sm">
          <Row does="Go to a page or key, or do something">
            <PaletteKeys />
          </Row>
          {SINGLE_KEYS.map(({ keys, does }) => (
            <Row key={keys} does={does} isOff={!work}>
              <Kbd>{keys}</Kbd>
            </Row>
          ))}
          <Row does="Close what is open">
            <Kbd>Esc</Kbd>
          </Row>
        </dl>
        <label className="flex items-start gap-2.5 text-[13px] text-muted">
          <input
            type="checkbox"
            checked={work}
            onChange={(event) => setSingleKeys(event.target.checked)}
            className="mt-0.5 size-4 accent-accent"
          />
          Shortcuts of a single key work in this browser. Without them, the others still do.
        </label>
      </DialogContent>
    </Dialog>
  );
}

interface RowProps {
  does: string;
  isOff?: boolean;
  children: React.ReactNode;
}

function Row({ does, isOff = false, children }: RowProps) {
  return (
    <div className="flex min-h-10 items-center justify-between gap-4">
      <dt className={isOff ? "text-muted line-through" : undefined}>{does}</dt>
      <dd className="flex shrink-0">{children}</dd>
    </div>
  );
}
