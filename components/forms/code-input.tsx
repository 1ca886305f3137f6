import type { ComponentProps } from "react";
import { Input } from "@/components/ui/input";

/** Takes six digits of an authenticator, which phones and password managers fill in, or a recovery code. */
export function CodeInput(props: ComponentProps<typeof Input>) {
  return (
    <Input
      autoComplete="one-time-code"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      className="font-mono"
      {...props}
    />
  );
}
