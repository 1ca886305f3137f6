import { existsSync, readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";

interface Entry {
  pid: number;
  parent: number;
  command: string;
}

const IS_LINUX = existsSync("/proc/self/stat");

/** proc(5): `pid (name) state ppid …`; the name may hold anything. */
function readEntry(pid: number): Entry | null {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return null;
  const command = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
  return { pid, parent: Number(parent), command };
}

function readAll(): Entry[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readEntry(Number(name)) ?? [];
    } catch {
      // It has just ended.
      return [];
    }
  });
}

async function askPs(): Promise<Entry[]> {
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,ppid=,state=,command="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!state || state.startsWith("Z")) return [];
    return { pid: Number(pid), parent: Number(parent), command: command! };
  });
}

/** The processes of this machine, without those that have ended and whose parent has not noticed. */
const processes = async (): Promise<Entry[]> => (IS_LINUX ? readAll() : askPs());

/** The processes that another has started. @param command a part of their command line */
export async function childrenOf(pid: number, command = ""): Promise<number[]> {
  const all = await processes();
  return all
    .filter((entry) => entry.parent === pid && entry.command.includes(command))
    .map((entry) => entry.pid);
}

export async function isAlive(pid: number): Promise<boolean> {
  return (await processes()).some((entry) => entry.pid === pid);
}

/** Whether this system lets a process's user read with which environment it was started. */
export const CAN_READ_ENVIRONMENTS = IS_LINUX;

/** A variable in the environment with which a process was started; null where that cannot be read. */
export function variableOf(pid: number, name: string): string | null {
  if (!CAN_READ_ENVIRONMENTS) return null;
  const all = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  return all.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}
