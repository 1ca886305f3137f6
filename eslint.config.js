import nextVitals from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";
import { floors } from "./eslint.floors.js";
import { limits } from "./eslint.limits.js";

/*
 * Form is Prettier's business. What is checked here besides the usual mistakes is the shape of the
 * house: which room may import which, that only lib/env.ts reads the environment, and that the
 * files that decide do nothing but decide.
 */

const CODE = "**/*.{ts,tsx}";
const TESTS = ["**/*.test.{ts,tsx}", "lib/enforcement/simulation/**", "test/**", "e2e/**"];

/** Matches `@/room/…` and the same room reached by climbing out with `../`. */
const room = (name) => `^(@/|(\\.\\./)+)${name}(/|$)`;

const packageNamed = (name) => `^${name}(/|$)`;

const NO_BARRELS = [
  { selector: "ExportAllDeclaration", message: "No barrels: import from the file itself." },
];

const ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "Only lib/env.ts reads the environment: call env() instead.",
};

const inSelector = (regex) => regex.replaceAll("/", "\\/");

/**
 * Import rules of one room. Flat config replaces a rule's options rather than adding to them, so
 * each room's block carries everything that holds there, and later blocks are narrower ones.
 *
 * @param bans regex -> why, for what must not be imported, statically or by `import()`
 */
function imports(name, files, bans, { ignores = [], typesAreFree = false, syntax = [] } = {}) {
  const entries = Object.entries(bans);
  return {
    name: `rooms/${name}`,
    files,
    ignores,
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: entries.map(([regex, message]) => ({
            regex,
            message,
            allowTypeImports: typesAreFree,
          })),
        },
      ],
      "no-restricted-syntax": [
        "error",
        ENVIRONMENT,
        ...NO_BARRELS,
        ...syntax,
        ...entries.map(([regex, message]) => ({
          selector: `ImportExpression[source.value=/${inSelector(regex)}/]`,
          message,
        })),
      ],
    },
  };
}

const NEXT_AUTH = {
  [packageNamed("next-auth")]: "Every import of next-auth lives in lib/auth.",
};

const NO_PAGES = {
  [room("app")]: "Only Next.js itself reaches into app.",
  [room("components")]: "Only app and components show components.",
};

const NO_FRAMEWORK = {
  [packageNamed("next")]:
    "lib knows no Next.js: only lib/actions, lib/auth and with-api-key.ts may import it.",
  [packageNamed("react(-dom)?")]: "lib knows no React.",
};

/** The API does not feel the dashboard, because it shares nothing with it but a socket. */
const NO_FRAMEWORK_IN_FRONT = {
  [packageNamed("next")]: "The front door knows no Next.js: the app is a process of its own.",
  [packageNamed("react(-dom)?")]: "The front door knows no React.",
  "^(@/lib/|(\\.\\.?/)+(lib/)?)(actions/|auth/(?!session-(cookie|token)$)|(runtime|with-api-key)$)":
    "This is the app's: the front door's process does not load it.",
  "^(node:)?module$": "A `require` that is made here would pass by these rules.",
  "^@/.*/\\.\\./": "Name the file where it is: a way around would pass by these rules.",
};

/** What enforcement asks PostgreSQL stands in one interface, so that the simulation can answer it. */
const THROUGH_THE_STORE = {
  [packageNamed("postgres")]: "PostgreSQL is asked through lib/enforcement/store.ts.",
  "^(@/|(\\.\\./)+)db/(client|lasting-sql|queries/(?!count-traffic$))":
    "PostgreSQL is asked through lib/enforcement/store.ts.",
};

/** A name that is put together while the program runs would pass by the rules above. */
const UNKNOWN_IMPORT = {
  selector: "ImportExpression[source.type!='Literal']",
  message: "Name what is imported as plain text.",
};

const BUILTIN = {
  selector: "MemberExpression[property.name='getBuiltinModule']",
  message: "Import it: what is fetched like this passes by these rules.",
};

const PURE_FILES = [
  "lib/**/decide.ts",
  "lib/**/windows.ts",
  "lib/enforcement/leases/{machine,holding,dealings,states,told,meters}.ts",
  "lib/enforcement/decision/*.ts",
  "lib/**/format.ts",
  "lib/errors.ts",
  "lib/quota-windows.ts",
];

const CLOCKS_AND_CHANCE = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: "The clock is an argument here: take `now`.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "The clock is an argument here: take `now`.",
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: "Chance is an argument here, like the clock.",
  },
];

export default tseslint.config(
  {
    ignores: [
      "node_modules/**",
      "bench/peers/**",
      "bench/results/**",
      ".next/**",
      ".latchkey/**",
      "test-results/**",
      "playwright-report/**",
      "next-env.d.ts",
      "**/.artifacts/**",
    ],
  },
  ...nextVitals,
  ...tseslint.configs.recommended,
  {
    name: "types",
    files: [CODE],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": [
        "error",
        // React ignores what a handler returns.
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      // The React compiler is not in use; these two speak about what it would skip.
      "react-hooks/incompatible-library": "off",
      "react-hooks/preserve-manual-memoization": "off",
    },
  },
  // ── Who may import whom ──────────────────────────────────────────────────────────────────────
  imports(
    "everywhere",
    [CODE],
    { ...NEXT_AUTH },
    { ignores: [...TESTS, "lib/env.ts", "*.config.ts"] },
  ),
  imports("app", ["app/**/*.{ts,tsx}"], {
    ...NEXT_AUTH,
    [room("db")]: "app never imports db: ask a verb or a search in lib.",
    [room("(cli|bench|scripts|test|e2e)")]: "app imports components and lib only.",
  }),
  imports(
    "components",
    ["components/**/*.{ts,tsx}"],
    {
      ...NEXT_AUTH,
      [room("db")]: "components never import db.",
      [room("app")]: "components never import app.",
      "^(@/|(\\.\\./)+)lib/(?!(.*/)?(schema|errors|quota-windows|[\\w-]*format[\\w-]*)$|format/)":
        "components import schema.ts files, lib/errors.ts, lib/quota-windows.ts and formatters from lib, and types; pages hand them everything else.",
    },
    { typesAreFree: true },
  ),
  imports(
    "lib",
    ["lib/**/*.{ts,tsx}"],
    { ...NEXT_AUTH, ...NO_PAGES, ...NO_FRAMEWORK },
    { ignores: ["lib/env.ts"] },
  ),
  imports("lib-with-next", ["lib/actions/**/*.{ts,tsx}", "lib/**/with-api-key.ts"], {
    ...NEXT_AUTH,
    ...NO_PAGES,
  }),
  imports("lib-auth", ["lib/auth/**/*.{ts,tsx}"], NO_PAGES),
  imports("db", ["db/**/*.{ts,tsx}"], {
    ...NO_PAGES,
    "^(@/|(\\.\\./)+)lib/(?!(env(/database-url)?|quota-windows)$)":
      "db imports lib/env.ts, lib/env/database-url.ts and lib/quota-windows.ts, and nothing else of lib.",
    [packageNamed("(next|react)")]: "db knows no framework.",
  }),
  imports(
    "front-door",
    [
      "lib/{front-door,gateway,enforcement,requests}/**/*.ts",
      "lib/app-process/{app-process,leftovers,messages,restart-pause,socket-folder,sockets}.ts",
      "server.ts",
    ],
    { ...NEXT_AUTH, ...NO_PAGES, ...NO_FRAMEWORK_IN_FRONT },
    { syntax: [UNKNOWN_IMPORT, BUILTIN] },
  ),
  imports(
    "through-the-store",
    ["lib/enforcement/**/*.ts", "lib/requests/{journal,writing}/**/*.ts"],
    { ...NEXT_AUTH, ...NO_PAGES, ...NO_FRAMEWORK_IN_FRONT, ...THROUGH_THE_STORE },
    {
      ignores: ["lib/enforcement/{store,postgres-store}.ts"],
      syntax: [UNKNOWN_IMPORT, BUILTIN],
    },
  ),
  ...floors,
  imports("outside", ["app-server.ts", "cli/**/*.ts", "bench/**/*.ts", "scripts/**/*.ts"], {
    ...NEXT_AUTH,
    ...NO_PAGES,
  }),
  imports(
    "pure",
    PURE_FILES,
    {
      "^(?!zod$|(@/lib/|\\.\\.?/).*\\b(decide|windows|format|errors|schema|minutes|told|dealings|holding|machine)$)":
        "This file is pure: it imports zod, decide, windows, format, errors, quota-windows, schemas, and types.",
    },
    { typesAreFree: true, syntax: CLOCKS_AND_CHANCE },
  ),
  {
    name: "rooms/pure/no-io",
    files: PURE_FILES,
    rules: {
      "no-restricted-globals": [
        "error",
        ...[
          "process",
          "fetch",
          "setTimeout",
          "setInterval",
          "performance",
          "console",
          "crypto",
        ].map((name) => ({ name, message: "This file is pure: no I/O, no clock, no chance." })),
      ],
    },
  },

  {
    name: "files/named-for-one-idea",
    files: ["**/{index,utils,util,helpers,helper,misc,common}.{ts,tsx}"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "Program",
          message: "Name the file for its one idea; no barrels, no odds and ends.",
        },
      ],
    },
  },

  ...limits([CODE], TESTS),

  // ── Where the rules are looser ───────────────────────────────────────────────────────────────
  {
    name: "tests",
    files: TESTS,
    rules: {
      "@typescript-eslint/no-restricted-imports": "off",
      "no-restricted-syntax": ["error", ...NO_BARRELS],
      "max-lines": "off",
      // Playwright's fixtures call their `use`, which is no hook.
      "react-hooks/rules-of-hooks": "off",
    },
  },
  {
    name: "people-read-their-output",
    files: ["cli/**", "scripts/**", "bench/**", "server.ts", "app-server.ts", "test/**", "e2e/**"],
    rules: { "no-console": "off" },
  },
  {
    name: "plain-js",
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
