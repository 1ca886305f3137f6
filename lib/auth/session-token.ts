/** `{"alg":"dir","enc":"A256GCM"}`, as NextAuth heads its tokens. */
const OUR_HEAD = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.";

/** Whether a token can be ours, by its head: with another one it may ask for much work before it fails. */
export const isOurToken = (token: string): boolean => token.startsWith(OUR_HEAD);
