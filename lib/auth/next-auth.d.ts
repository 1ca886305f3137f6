import "next-auth";
import "next-auth/jwt";

declare module "next-auth" {
  interface User {
    /** The session that a password has begun; a provider's begins once it is known whose it is. */
    sessionId?: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    /** The id of the row in `sessions`, or in `portal_sessions`. */
    sid?: string;
    /** Whether it is a portal visitor's: `sub` is the account then, as nobody knows the person. */
    portal?: boolean;
  }
}
