import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={cn("rounded-lg border bg-surface", className)} {...props} />;
}

interface CardHeaderProps {
  title: string;
  /** Ties the card to its title: give the card `aria-labelledby` with the same id. */
  id?: string;
  description?: React.ReactNode;
  /** At the right end: links and buttons. */
  children?: React.ReactNode;
}

export function CardHeader({ title, id, description, children }: CardHeaderProps) {
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-2">
      <div className={cn("min-w-0", description && "flex-1 basis-48")}>
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {description && <p className="text-[13px] text-pretty text-muted">{description}</p>}
      </div>
      {children && <div className="flex items-center gap-2">{children}</div>}
    </div>
  );
}

export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("p-4", className)} {...props} />;
}
