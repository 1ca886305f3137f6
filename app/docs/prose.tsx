import NextLink from "next/link";
import type { ReactNode } from "react";

/** The few elements of which the documentation's pages are made. */

interface HeadingProps {
  /** The anchor. */
  id: string;
  children: ReactNode;
}

export function Heading({ id, children }: HeadingProps) {
  return (
    <h2 id={id} className="group mt-12 mb-3 scroll-mt-6 text-xl font-semibold tracking-tight">
      <a href={`#${id}`} className="hover:underline">
        {children}
      </a>
    </h2>
  );
}

export function SubHeading({ id, children }: HeadingProps) {
  return (
    <h3 id={id} className="mt-8 mb-2 scroll-mt-6 text-base font-semibold">
      <a href={`#${id}`} className="hover:underline">
        {children}
      </a>
    </h3>
  );
}

export function Text({ children }: { children: ReactNode }) {
  return <p className="my-3 max-w-[58ch] text-pretty">{children}</p>;
}

export function Code({ children }: { children: ReactNode }) {
  return (
    <code className="rounded-sm bg-surface-2 px-1 py-0.5 font-mono text-[13px] break-words">
      {children}
    </code>
  );
}

export function Anchor({ href, children }: { href: string; children: ReactNode }) {
  return (
    <NextLink href={href} className="text-accent underline underline-offset-3">
      {children}
    </NextLink>
  );
}

export function List({ items }: { items: ReactNode[] }) {
  return (
    <ul className="my-3 max-w-[58ch] list-disc space-y-1.5 pl-5 marker:text-muted">
      {items.map((item, i) => (
        <li key={i}>{item}</li>
      ))}
    </ul>
  );
}

export function Steps({ items }: { items: ReactNode[] }) {
  return (
    <ol className="my-3 max-w-[58ch] list-decimal space-y-2 pl-5 marker:font-mono marker:text-sm marker:text-muted">
      {items.map((item, i) => (
        <li key={i}>{item}</li>
      ))}
    </ol>
  );
}

interface FactsProps {
  /** What the table is called, for those who cannot see what it stands under. */
  caption: string;
  columns: string[];
  rows: ReactNode[][];
}

export function Facts({ caption, columns, rows }: FactsProps) {
  return (
    <div
      role="region"
      aria-label={caption}
      // It scrolls sideways on a phone, and must do so from the keyboard too.
      tabIndex={0}
      className="my-4 overflow-x-auto rounded-lg border bg-surface"
    >
      <table className="w-full border-collapse text-left text-sm leading-6">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b text-xs text-muted">
            {columns.map((column) => (
              <th key={column} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className="border-b align-top last:border-b-0">
              {row.map((cell, j) =>
                j === 0 ? (
                  <th
                    key={j}
                    scope="row"
                    className="px-3 py-2 font-medium [&_code]:whitespace-nowrap"
                  >
                    {cell}
                  </th>
                ) : (
                  <td key={j} className="px-3 py-2">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A few facts about one thing: name, then what it is. */
export function Details({ items }: { items: Array<[name: string, value: ReactNode]> }) {
  return (
    <dl className="my-3 max-w-[58ch] space-y-1.5 text-sm leading-6">
      {items.map(([name, value]) => (
        <div key={name} className="sm:flex sm:gap-4">
          <dt className="shrink-0 text-muted sm:w-24">{name}</dt>
          <dd className="min-w-0 text-pretty">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Aside({ children }: { children: ReactNode }) {
  return (
    <div
      role="note"
      className="my-4 max-w-[58ch] rounded-md bg-accent-soft px-4 py-3 text-sm leading-6"
    >
      {children}
    </div>
  );
}
