/** A user and no host: of PostgreSQL's programs, and of no other URL. */
const WITHOUT_HOST = /^(postgres(?:ql)?:\/\/[^/?#@]*@)(?=[:/?#]|$)/;

/** Takes a URL apart. @throws {TypeError} where it is none */
export const parseDatabaseUrl = (url: string): URL =>
  new URL(url.replace(WITHOUT_HOST, "$1localhost"));
