import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { childEnvironment } from "./child-environment";

/** Who runs PostgreSQL: ourselves, or as root someone without rights, since PostgreSQL refuses root. */
export interface ServerUser {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
}

const WITHOUT_RIGHTS = ["latchkey", "postgres", "_postgres", "nobody"];

/**
 * The user for the cluster in `cluster`: whoever owns it if it exists, else the first fit one in
 * /etc/passwd. Throws when there is none, or when the cluster is another user's and we are not root.
 */
export async function serverUserFor(cluster: string): Promise<ServerUser> {
  const owner = await stat(cluster).catch(() => undefined);
  const self = process.getuid?.();
  if (self === undefined)
    throw new Error(`No embedded PostgreSQL on ${process.platform}: set DATABASE_URL`);
  if (self !== 0) {
    if (owner && owner.uid !== self) {
      throw new Error(
        `${cluster} belongs to user ${owner.uid}: start as that user or as root, or choose another LATCHKEY_DATA_DIR`,
      );
    }
    return { name: String(self) };
  }

  const people = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.split(":"))
    // macOS writes the highest ids as negative numbers.
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }))
    .filter(({ name, uid }) => name && uid !== 0);
  const user =
    owner && owner.uid !== 0
      ? (people.find(({ uid }) => uid === owner.uid) ?? {
          name: String(owner.uid),
          uid: owner.uid,
          gid: owner.gid,
        })
      : WITHOUT_RIGHTS.map((name) => people.find((one) => one.name === name)).find(Boolean);
  if (!user) {
    throw new Error(
      `PostgreSQL does not run as root, and none of the users ${WITHOUT_RIGHTS.join(", ")} exists here: start as an ordinary user, or set DATABASE_URL`,
    );
  }
  return user;
}

/** How a program is started as `user` in the working directory `cwd`. */
export function spawnOptionsFor({ uid, gid }: ServerUser, cwd: string) {
  return {
    cwd,
    env: childEnvironment(),
    ...(uid === undefined ? {} : { uid, gid }),
  };
}

/** How a program ended; `failure` is set when it could not be started at all. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly failure?: NodeJS.ErrnoException;
}

/** Runs a program as `user` in `cwd` to its end, with `input` on its standard input. Never rejects. */
export function runAs(
  user: ServerUser,
  cwd: string,
  program: string,
  args: string[],
  input = "",
): Promise<Outcome> {
  return new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    const end = (code: number | null, failure?: NodeJS.ErrnoException) =>
      resolve({ code, stdout, stderr, failure });
    try {
      const child = spawn(program, args, { ...spawnOptionsFor(user, cwd), stdio: "pipe" });
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
      child.stdin.on("error", () => {}); // it may end without reading; its exit code tells
      child.once("error", (failure) => end(null, failure));
      child.once("close", (code) => end(code));
      child.stdin.end(input);
    } catch (failure) {
      end(null, failure as NodeJS.ErrnoException);
    }
  });
}
