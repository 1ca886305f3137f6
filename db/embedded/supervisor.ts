import { spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { childEnvironment } from "./child-environment";
import { birthOf } from "./process-identity";
import { namesIn, readNote, writeNote } from "./roster";

/**
 * Stops PostgreSQL when the last process that uses it is gone, however it went. It is a shell script
 * because it outlives Node.js and should weigh nothing; it uses builtins, `sleep`, `rm`, and `wc` and
 * `cp` once a minute, and `ps` only where there is no /proc.
 *
 * Before it stops anything it leaves a note and looks at the roster once more. A newcomer enrols first
 * and looks for the note second, so one of the two always sees the other.
 *
 * It may be root: it works in the roster's directory, wherever that is moved to, and where a link stands in
 * place of a file that it writes, the link goes.
 */
const SCRIPT = `
log=$1 here=$2
trap '' HUP INT TERM
server= server_birth= misses=0 ticks=0

birth_of() {
  birth=
  [ -n "$1" ] || return 1
  if [ -e /proc/self/stat ]; then
    { read -r line < "/proc/$1/stat"; } 2> /dev/null || return 1
    set -- \${line##*\\) }
    case $1 in Z | X) return 1 ;; esac
    birth=\${20}
  else
    set -- $(TZ=UTC LC_ALL=C ps -o state=,lstart= -p "$1" 2> /dev/null)
    case \${1-Z} in Z*) return 1 ;; esac
    shift
    birth=$*
  fi
}

no_link() {
  [ ! -L "$1" ] || rm -f "$1"
}

anyone() {
  for entry in ./*; do
    { read -r expected < "$entry"; } 2> /dev/null || continue
    name=\${entry##*/}
    birth_of "\${name%%.*}" && [ "$birth" = "$expected" ] && return 0
  done
  return 1
}

bound_log() {
  [ -f "$log" ] && [ ! -L "$log" ] && [ "$(wc -c < "$log")" -gt 5000000 ] || return 0
  no_link "$log.1"
  cp "$log" "$log.1" && : > "$log"
}

while :; do
  sleep 1
  { read -r server server_birth < .postgres; } 2> /dev/null
  if anyone; then
    misses=0
    no_link .heartbeat
    { echo "$here" > .heartbeat; } 2> /dev/null
    ticks=$((ticks + 1))
    [ $((ticks % 60)) -eq 0 ] && bound_log 2> /dev/null
    continue
  fi
  misses=$((misses + 1))
  [ $misses -ge 2 ] || continue
  birth_of $$
  no_link ".stopping-$$"
  { echo "$birth" > ".stopping-$$"; } 2> /dev/null
  anyone || break
  misses=0
  rm -f ".stopping-$$"
done

rounds=0
while birth_of "$server" && [ "$birth" = "$server_birth" ]; do
  [ $rounds -eq 0 ] && kill -INT "$server"
  [ $rounds -eq 300 ] && kill -QUIT "$server"
  rounds=$((rounds + 1))
  sleep 0.2 2> /dev/null || sleep 1
done
rm -f .heartbeat
`;

/** The supervisor writes the heartbeat each second; one this old has stopped. */
const HEARTBEAT_STALE_MS = 5_000;
/** Fast shutdown writes out what is dirty; a minute is the supervisor's patience too. */
const STOPPING_PATIENCE_MS = 90_000;

/** Starts a supervisor for the roster unless one is alive. Call it under the start lock. */
export async function ensureSupervisor(roster: string, log: string): Promise<void> {
  const note = path.join(roster, ".supervisor");
  const [pid, ...birth] = ((await readNote(note)) ?? "").split(" ");
  if (pid && birthOf(Number(pid)) === birth.join(" ")) return;

  const logFromThere = path.relative(roster, log);
  const words = ["-c", SCRIPT, "latchkey-postgres-supervisor", logFromThere, here()];
  const child = spawn("sh", words, {
    cwd: roster,
    detached: true,
    env: childEnvironment(),
    stdio: "ignore",
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) =>
      reject(
        new Error(`The embedded PostgreSQL needs a POSIX shell: ${error.message}`, {
          cause: error,
        }),
      ),
    );
  });
  child.unref();
  if (child.pid) await writeNote(note, `${child.pid} ${birthOf(child.pid) ?? "unknown"}`);
}

/**
 * Waits until no supervisor is in the act of stopping PostgreSQL. Call it after enrolling, so that
 * whoever has not begun to stop by then will not.
 */
export async function letStoppingSupervisorsFinish(roster: string): Promise<void> {
  const deadline = Date.now() + STOPPING_PATIENCE_MS;
  for (const name of await namesIn(roster)) {
    if (!name.startsWith(".stopping-")) continue;
    const note = path.join(roster, name);
    const pid = Number(name.slice(".stopping-".length));
    for (;;) {
      const birth = await readNote(note);
      if (birth === undefined) break;
      // An empty note is one that is being written, or whose writer died over it.
      if (birth === "" ? birthOf(pid) === undefined : birthOf(pid) !== birth) {
        await rm(note, { force: true });
        break;
      }
      if (Date.now() > deadline) {
        throw new Error(`The embedded PostgreSQL is still shutting down (supervisor ${pid})`);
      }
      await sleep(25);
    }
  }
}

/**
 * Throws when another machine or container uses this data directory. Process ids mean nothing across
 * that border, and two PostgreSQL servers on one cluster destroy it.
 */
export async function refuseForeignHeartbeat(roster: string): Promise<void> {
  const heartbeat = path.join(roster, ".heartbeat");
  const deadline = Date.now() + HEARTBEAT_STALE_MS + 1_000;
  for (;;) {
    const writer = await readNote(heartbeat);
    if (writer === undefined || writer === here()) return;
    const { mtimeMs } = await stat(heartbeat).catch(() => ({ mtimeMs: 0 }));
    if (Date.now() - mtimeMs > HEARTBEAT_STALE_MS) return;
    if (Date.now() > deadline) {
      throw new Error(
        `Another container or machine (${writer.split(" ")[0] || "unknown"}) uses this data directory; give each its own LATCHKEY_DATA_DIR, or a shared DATABASE_URL`,
      );
    }
    await sleep(writer ? 250 : 5); // empty: it is being written at this moment
  }
}

/** Where process ids mean what they mean to us: this host, and on Linux its pid namespace. */
function here(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}
