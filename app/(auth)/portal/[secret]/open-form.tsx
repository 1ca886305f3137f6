"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";

/** A page that a browser has made ready and nobody has asked for yet (HTML, "prerendering browsing context"). */
const isPrerendered = () => "prerendering" in document && document.prerendering === true;

/** Sends itself once somebody sees it; without scripts there is the button. */
export function OpenForm({ secret }: { secret: string }) {
  const form = useRef<HTMLFormElement>(null);
  const isSent = useRef(false);

  useEffect(() => {
    const send = () => {
      // Development runs effects twice, and the second time there is nothing left to open.
      if (isSent.current) return;
      isSent.current = true;
      form.current?.requestSubmit();
    };
    if (!isPrerendered()) return send();
    document.addEventListener("prerenderingchange", send, { once: true });
    return () => document.removeEventListener("prerenderingchange", send);
  }, []);

  return (
    <form ref={form} method="post" action="/portal/open">
      <input type="hidden" name="secret" value={secret} />
      <Button type="submit" variant="primary" className="w-full">
        Open
      </Button>
    </form>
  );
}
