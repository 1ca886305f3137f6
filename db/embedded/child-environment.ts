/**
 * The environment of every program that we start. Little is passed on: our own holds secrets, PostgreSQL
 * would obey a stray PGDATA or PGPORT, and locale and time zone must not be the machine's.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv;
}
