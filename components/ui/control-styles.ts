// 16 pixels on a phone: below that, iOS zooms into the field.
export const controlStyles =
  "h-9 w-full min-w-0 rounded-md border border-input bg-surface px-3 text-base text-foreground placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad md:text-sm";
