import { execa } from "execa";

/** Where a program is, or null. Servers such as nginx are often off a plain user's path. */
export async function findProgram(name: string): Promise<string | null> {
  const script = 'PATH="$PATH:/usr/local/sbin:/usr/sbin" command -v "$1"';
  const { stdout } = await execa("sh", ["-c", script, "sh", name], { reject: false });
  return stdout === "" ? null : stdout;
}
