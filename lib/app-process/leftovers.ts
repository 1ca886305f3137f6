import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { birthOf, commandLineOf } from "@/db/embedded/process-identity";

/*
 * A front door that is killed takes its app along, unless the app is stopped or killed at the same moment: then a
 * process, or a folder for its socket, is left. So each front door notes what it has started, and the next one on the
 * same data directory clears away what those left that are gone.
 */

const Process = z.object({ pid: z.number().int().positive(), birth: z.string().min(1) });
const Note = z.object({
  frontDoor: Process,
  app: Process,
  socketFolder: z.string().regex(/\/latchkey-[A-Za-z0-9]{6}$/),
});
type Process = z.output<typeof Process>;

const isAlive = ({ pid, birth }: Process) => birthOf(pid) === birth;
const named = (pid: number): Process => ({ pid, birth: birthOf(pid) ?? "gone" });

/** The note of one front door; it has one app at a time. */
export class AppNote {
  private readonly file: string;

  /** @param folder of the notes of all front doors on a data directory */
  constructor(private readonly folder: string) {
    this.file = path.join(folder, `${process.pid}.json`);
  }

  /** @throws where it cannot be written */
  write(appPid: number, socketFolder: string): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const note = { frontDoor: named(process.pid), app: named(appPid), socketFolder };
    // Whole or not at all: another front door may read it at this moment.
    const draft = `${this.file}.new`;
    writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
    renameSync(draft, this.file);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

/**
 * Ends the apps of front doors that are gone, and removes their sockets' folders.
 * @param isApp whether a process is one of ours, by the words it was started with
 * @returns the process ids of apps that were ended
 */
export function clearLeftovers(folder: string, isApp: (commandLine: string) => boolean): number[] {
  const ended: number[] = [];
  for (const name of namesIn(folder)) {
    const file = path.join(folder, name);
    const note = readNote(file);
    if (note !== null && isAlive(note.frontDoor)) continue;
    if (note !== null) {
      const { app, socketFolder } = note;
      if (isAlive(app) && isApp(commandLineOf(app.pid))) {
        process.kill(app.pid, "SIGKILL");
        ended.push(app.pid);
      }
      removeSockets(socketFolder);
    }
    rmSync(file, { force: true });
  }
  return ended;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Null where it was cut off in the middle: what it was about is not known. */
function readNote(file: string): z.output<typeof Note> | null {
  try {
    return Note.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Sockets and nothing else: a note must not be able to remove anything of worth. */
function removeSockets(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      if (/^\d+\.sock(\.\d+)?$/.test(name)) rmSync(path.join(folder, name));
    }
    rmdirSync(folder);
  } catch {
    // It is gone, or holds something else.
  }
}
