/**
 * The environment of every program that we start. Little is passed on: our own holds secrets, PostgreSQL
 * would obey a stray PGDATA or PGPORT, and locale and time zone must not be the machine's.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  // eslint-disable-next-line no-restricted-syntax -- handed on to children, not a setting of ours
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv;
}
