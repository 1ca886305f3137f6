/** A state of the product that is measured: the working tree, or a commit. */
export interface Edition {
  /** In the report; also of the folder in which its build lies. */
  name: string;
  /** Null: the files as they lie here. */
  commit: string | null;
}

export const WORKING_TREE: Edition = { name: "now", commit: null };

/** The last commit with one process for pages and the API: what two processes are held against. */
export const BEFORE: Edition = { name: "b1c84bd", commit: "b1c84bd" };

/** @param commit null for the working tree */
export const editionOf = (commit: string | null): Edition =>
  commit === null ? WORKING_TREE : { name: commit, commit };
