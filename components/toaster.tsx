"use client";

import { type ComponentType, useEffect, useState } from "react";
import { onToasterWanted, toasterIsReady, wantToaster } from "./toast";

const FIRST_DEEDS = ["pointerdown", "keydown"] as const;

/**
 * Messages answer what somebody does. So their code is fetched with the first thing done on a
 * page, and not with the page: early enough to tell even that the server cannot be reached.
 */
export function Toaster() {
  const [View, setView] = useState<ComponentType<{ onReady: () => void }> | null>(null);

  useEffect(() => {
    for (const deed of FIRST_DEEDS) document.addEventListener(deed, wantToaster, { once: true });
    const stop = onToasterWanted(() => {
      import("./toaster-view").then(
        ({ ToasterView }) => setView(() => ToasterView),
        // Then there is nothing to tell it with; the page itself still works.
        () => {},
      );
    });
    return () => {
      for (const deed of FIRST_DEEDS) document.removeEventListener(deed, wantToaster);
      stop();
    };
  }, []);

  return View && <View onReady={toasterIsReady} />;
}
