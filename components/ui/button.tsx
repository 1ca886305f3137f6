import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const buttonStyles = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border text-sm font-medium whitespace-nowrap transition-colors duration-150 disabled:pointer-events-none disabled:opacity-55 aria-disabled:pointer-events-none aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary:
          "border-transparent bg-accent text-accent-foreground hover:bg-accent/90 active:bg-accent/80",
        secondary: "border-border bg-surface text-foreground hover:bg-surface-2",
        ghost: "border-transparent bg-transparent text-foreground hover:bg-surface-2",
        danger: "border-transparent bg-bad text-bad-foreground hover:bg-bad/90 active:bg-bad/80",
        link: "h-auto border-transparent px-0 text-accent underline-offset-4 hover:underline",
      },
      size: {
        md: "h-9 px-3.5",
        sm: "h-8 px-2.5 text-[13px]",
        icon: "size-9",
        "icon-sm": "size-8",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyles> {
  /** Dress the only child (a link) as a button. */
  asChild?: boolean;
  /**
   * Something is under way: the button waits and says so to assistive technology. It is not
   * `disabled` meanwhile, which would cost it the focus.
   */
  pending?: boolean;
}

export function Button({
  className,
  variant,
  size,
  asChild,
  pending,
  type = "button",
  onClick,
  "aria-disabled": ariaDisabled,
  ...props
}: ButtonProps) {
  const styles = cn(buttonStyles({ variant, size }), className);
  if (asChild) return <Slot.Root className={styles} onClick={onClick} {...props} />;
  return (
    <button
      type={type}
      className={styles}
      aria-busy={pending || undefined}
      aria-disabled={pending || ariaDisabled}
      onClick={pending ? refuse : onClick}
      {...props}
    />
  );
}

/** A form's as well: the enter key in one of its fields is a click on its button. */
const refuse = (event: React.MouseEvent) => event.preventDefault();
