/*
 * The floors of lib, from the ground up. A room is a folder, or a file that lies in lib itself. A room may import rooms
 * on floors below its own, and none beside it: so no two rooms import each other, over however many others.
 * docs/architecture.md says what each room is for.
 */
export const FLOORS = [
  ["credentials", "env", "http", "ids", "process", "quota-windows", "refusal", "text", "time"],
  ["endpoints", "env.ts", "errors"],
  ["answers", "format", "log"],
  ["context", "mail", "openapi", "settings", "storage", "two-factor"],
  ["audit", "requests", "with-api-key"],
  ["enforcement", "ip-blocks", "sessions"],
  ["gateway", "instance"],
  ["app-process"],
  ["metrics", "runtime"],
  ["front-door", "usage"],
  ["keys"],
  ["accounts", "tokens"],
  ["attention", "demo", "operators", "plans", "portal"],
  ["auth"],
  ["actions", "manage"],
];

/** `env` is a folder, and `env.ts` a file beside it. */
const specifierOf = (room) => (room === "env" ? "env/" : room.replace(/\.ts$/, "$"));
const filesOf = (room) =>
  room === "env"
    ? ["lib/env/**/*.ts"]
    : [
        `lib/${room.replace(/\.ts$/, "")}.ts`,
        ...(room.endsWith(".ts") ? [] : [`lib/${room}/**/*.{ts,tsx}`]),
      ];

/** Rules of ESLint itself, because those of `rooms/…` in eslint.config.js have typescript-eslint's rule of the same name. */
export const floors = FLOORS.flatMap((beside, floor) =>
  beside.map((room) => {
    const above = FLOORS.slice(floor)
      .flat()
      .filter((other) => other !== room);
    const patterns = [
      {
        regex: `^@/lib/(${above
          .map(specifierOf)
          .map((name) => (/[/$]$/.test(name) ? name : `${name}(/|$)`))
          .join("|")})`,
        message: `lib/${room} may import only what lies on floors below it (eslint.floors.js).`,
      },
      { regex: "^(\\.\\./){2,}", message: "Name a file of another room from the root: @/lib/…" },
    ];
    return {
      name: `floors/${room}`,
      files: filesOf(room),
      ignores: ["**/*.test.ts", "lib/enforcement/simulation/**"],
      rules: { "no-restricted-imports": ["error", { patterns }] },
    };
  }),
);
