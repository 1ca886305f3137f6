import { ArrowLeft } from "lucide-react";

/** Leads a portal visitor back to the app that they came from, by its name in the address. */
export function WayBack({ url }: { url: string }) {
  return (
    <p className="text-sm">
      <a
        href={url}
        className="inline-flex items-center gap-1.5 text-muted underline-offset-4 hover:text-foreground hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4 shrink-0" />
        Back to {new URL(url).host}
      </a>
    </p>
  );
}
