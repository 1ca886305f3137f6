import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { childEnvironment } from "./child-environment";

/**
 * When the living process `pid` was born, in the system's own words; undefined when there is none.
 *
 * A pid alone names nobody for long: the system gives it out again. Together with its birth it names
 * one process until the machine restarts. A zombie counts as dead: nobody is at home in it.
 */
export function birthOf(pid: number): string | undefined {
  return process.platform === "linux" ? birthFromProc(pid) : birthFromPs(pid);
}

/** The words that a living process was started with; empty when there is none. */
export function commandLineOf(pid: number): string {
  try {
    return process.platform === "linux"
      ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
      : ps(pid, "command=");
  } catch {
    return "";
  }
}

function birthFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is the program's name in brackets and may hold anything, so count after it:
  // the state is field 3 of proc_pid_stat(5), the start time in clock ticks since boot is field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

function birthFromPs(pid: number): string | undefined {
  try {
    const [state, ...birth] = ps(pid, "state=,lstart=").trim().split(/\s+/);
    return state && !state.startsWith("Z") ? birth.join(" ") : undefined;
  } catch {
    return undefined;
  }
}

function ps(pid: number, columns: string): string {
  return execFileSync("ps", ["-ww", "-o", columns, "-p", String(pid)], {
    encoding: "utf8",
    env: childEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
  });
}
