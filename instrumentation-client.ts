/*
 * Next.js runs this in the browser before any code of a page. Zod would try whether it may make functions of
 * text, which the pages' policy forbids and reports; its schemas are interpreted instead.
 */
(globalThis as { __zod_globalConfig?: { jitless?: boolean } }).__zod_globalConfig = {
  jitless: true,
};
