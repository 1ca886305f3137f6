import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const Manifest = z.object({ routes: z.record(z.string(), z.unknown()) });

/** What Next.js answers in place of a page that is not there, or that failed before it was rendered. */
const FALLBACKS = ["/_not-found", "/_global-error"];

/** Inline scripts of pages that a build has made, as hashes for a policy. */
export interface PrerenderedScripts {
  /** By the page's path. */
  pages: ReadonlyMap<string, readonly string[]>;
  /** Of what stands in for other pages. */
  fallbacks: readonly string[];
}

/**
 * Reads the inline scripts of all pages that were rendered at build time. They are served as they are, so
 * what is in them is known; pages that are rendered for each request have a nonce instead.
 *
 * @param buildDir where `next build` has put them: `.next`
 */
export async function prerenderedScripts(buildDir: string): Promise<PrerenderedScripts> {
  const manifest = await readFile(path.join(buildDir, "prerender-manifest.json"), "utf8");
  const routes = Object.keys(Manifest.parse(JSON.parse(manifest)).routes);
  const pages = new Map<string, readonly string[]>();
  for (const route of routes) {
    const file = `${route === "/" ? "/index" : route}.html`;
    const html = await readFile(path.join(buildDir, "server", "app", file), "utf8").catch(
      () => null,
    );
    if (html !== null) pages.set(route, inlineScripts(html));
  }
  const fallbacks = new Set(FALLBACKS.flatMap((route) => pages.get(route) ?? []));
  return { pages, fallbacks: [...fallbacks] };
}

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/g;

/** The hashes of a page's inline scripts, as `sha256-…` in base64, each once. */
export function inlineScripts(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, attributes = "", code = ""] of html.matchAll(SCRIPT)) {
    if (/\ssrc=/.test(attributes)) continue;
    hashes.add(`sha256-${createHash("sha256").update(code).digest("base64")}`);
  }
  return [...hashes];
}
