// Files of undici that have no types of their own: lib/gateway/undici.ts gives them those of the package.
declare module "undici/lib/dispatcher/pool.js" {
  const Pool: unknown;
  export default Pool;
}
declare module "undici/lib/core/errors.js" {
  const errors: unknown;
  export default errors;
}
declare module "undici/lib/core/connect.js" {
  const buildConnector: unknown;
  export default buildConnector;
}
