"use client";

interface RowCheckboxProps {
  label: string;
  checked: boolean;
  /** Some are, some are not. */
  mixed?: boolean;
  onChange: (checked: boolean) => void;
}

/** Selects a row, or all of them. Its area is larger than its box, for fingers. */
export function RowCheckbox({ label, checked, mixed = false, onChange }: RowCheckboxProps) {
  return (
    <label className="relative z-[1] -m-2 flex size-8 cursor-pointer items-center justify-center">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        ref={(input) => {
          if (input) input.indeterminate = mixed && !checked;
        }}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 cursor-pointer accent-accent"
      />
    </label>
  );
}
