import "next-auth";
import "next-auth/jwt";

declare module "next-auth" {
  /** What the session callback answers: ids only, the rest is read where it is true. */
  interface Session {
    userId?: string;
    /** The id of the row in `sessions`. */
    sid?: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sid?: string;
  }
}
