import { spawn } from "node:child_process";
import { endWithFrontDoor } from "../lib/app-process/end-with-front-door";

// Two processes in one file: a front door that starts an app, and an app that says its pid and then either
// loops for ever or goes on listening, and so hears of its front door's end.
const [role, folder, then] = process.argv.slice(2);

if (role === "app") {
  endWithFrontDoor(folder!, () => {
    console.log("ends in order");
    process.exit(0);
  });
  process.on("SIGUSR2", () => console.log("still here"));
  process.send!(process.pid, () => {
    if (then === "looping") for (;;);
  });
} else {
  const args = [...process.execArgv, process.argv[1]!, "app", folder!, role!];
  const app = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  app.once("message", (pid) => console.log(pid));
}
