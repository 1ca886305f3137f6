/** Where a link leads that opens nothing any more. */
export const LINK_ENDED = "/portal/ended?link";
