"use client";

import { useApiOrigin } from "@/components/reader/reader";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { readyLines } from "@/lib/format/ready-lines";

/** The key filled in where it is about to be used: to paste, not to keep. */
export function ReadyLines({ secret }: { secret: string }) {
  const lines = readyLines(secret, useApiOrigin());
  return (
    <Tabs defaultValue={lines[0]?.name} className="min-w-0">
      <TabsList aria-label="Ready to paste">
        {lines.map(({ name }) => (
          <TabsTrigger key={name} value={name} className="-outline-offset-2">
            {name}
          </TabsTrigger>
        ))}
      </TabsList>
      {lines.map(({ name, code }) => (
        <TabsContent key={name} value={name} className="relative pt-2">
          <pre
            tabIndex={0}
            role="group"
            aria-label={`Lines for ${name}`}
            className="h-44 overflow-auto rounded-md bg-surface-2 p-3 pr-12 font-mono text-xs leading-5"
          >
            <code>{code}</code>
          </pre>
          <CopyButton
            value={code}
            // Not "Copy …": that is the name of the one button for the key itself.
            label={`Take the ${name} lines to the clipboard`}
            iconOnly
            variant="ghost"
            className="absolute top-3.5 right-1.5 bg-surface-2"
          />
        </TabsContent>
      ))}
    </Tabs>
  );
}
