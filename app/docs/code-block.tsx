import { CopyButton } from "@/components/ui/copy-button";

interface CodeBlockProps {
  code: string;
  /** What the block is, for its region's name. */
  label?: string;
}

export function CodeBlock({ code, label = "Example" }: CodeBlockProps) {
  return (
    <figure className="relative my-4 rounded-lg border bg-surface" aria-label={label}>
      <pre className="overflow-x-auto p-4 pr-14 font-mono text-[13px] leading-6" tabIndex={0}>
        <code>{code}</code>
      </pre>
      <CopyButton
        value={code}
        label="Copy code"
        iconOnly
        variant="ghost"
        className="absolute top-2 right-2 bg-surface"
      />
    </figure>
  );
}
