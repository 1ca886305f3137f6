import { type RefObject, useEffect, useRef } from "react";

/**
 * A text field that follows a value which changes elsewhere, by the back button for one. Not by a new field, as the focus
 * would be lost; and not at first: what was typed before the page's script was there stays.
 */
export function useFollowedValue(value: string): RefObject<HTMLInputElement | null> {
  const input = useRef<HTMLInputElement>(null);
  const followed = useRef(value);
  useEffect(() => {
    if (followed.current === value) return;
    followed.current = value;
    if (input.current) input.current.value = value;
  }, [value]);
  return input;
}
