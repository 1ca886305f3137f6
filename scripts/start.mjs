import { existsSync } from "node:fs";

// `npm start`: JavaScript, so that nothing has to be compiled before it runs.
const bundle = new URL("../.next/latchkey.mjs", import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  process.stderr.write("There is no production build: run `npm run build` first\n");
  process.exit(1);
}
