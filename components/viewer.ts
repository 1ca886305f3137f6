/** For whom pages are shown: what is not for them is not offered. */
export type Viewer =
  | "person"
  /** They see /operate as well. */
  | "operator"
  /** By a link of the operator's own app: there are no settings for them. */
  | "portal";
