/** Before the random characters of an operator token; keys of customers have another one. */
export const TOKEN_PREFIX = "lko";
