import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import {
  ALERTS,
  ALERTS_TEST,
  alertRules,
  board,
  boardExpressions,
  namedIn,
  PROJECT,
} from "@/test/deploy-files";

/*
 * The alert rules and the board. That what they name is told by a server that runs is in
 * test/processes/metrics.test.ts.
 */

const isInstalled = (program: string) =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
const withPromtool = test.skipIf(!isInstalled("promtool"));
const withSystemd = test.skipIf(!isInstalled("systemd-analyze"));

/** @throws with what it says, where it complains */
function run(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}:\n${stdout}${stderr}`);
}
const promtool = (...args: string[]) => run("promtool", ...args);

/** A folder that goes when the test ends. */
function temporary(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), "latchkey-deploy-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const UNIT = path.join(PROJECT, "deploy/systemd/latchkey.service");

const names = () => alertRules().map(({ alert }) => alert);

test("each alert has a name of its own, and a page that tells what to do", () => {
  expect(new Set(names()).size).toBe(names().length);
  const page = readFileSync(path.join(PROJECT, "docs/operate/alerts.md"), "utf8");
  for (const { alert, annotations } of alertRules()) {
    expect(existsSync(path.join(PROJECT, annotations.runbook)), annotations.runbook).toBe(true);
    expect(page).toContain(`\`${alert}\``);
    const runbook = readFileSync(path.join(PROJECT, annotations.runbook), "utf8");
    expect(runbook, `${annotations.runbook} says nothing of ${alert}`).toContain(alert);
  }
});

test("each alert is tried, and no test is of an alert that is not there", () => {
  const tried = readFileSync(ALERTS_TEST, "utf8").match(/\bLatchkey[A-Z]\w+/g);
  expect([...new Set(tried)].sort()).toEqual(names().sort());
});

test("each alert asks for a metric of ours, or for one of its process", () => {
  for (const { alert, expr } of alertRules()) {
    if (alert !== "LatchkeyInstanceGone") expect(namedIn(expr), alert).not.toEqual([]);
  }
});

test("the board has its data source and its instances as variables, and panels that stand beside each other", () => {
  const { panels, templating } = board();
  expect(templating.list.map(({ name, type }) => [name, type])).toEqual([
    ["datasource", "datasource"],
    ["instance", "query"],
  ]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken.has(`${x} ${y}`), `${title} lies over another`).toBe(false);
        taken.add(`${x} ${y}`);
      }
    }
  }
});

withPromtool("promtool takes the alert rules, and they raise what they should and no more", () => {
  promtool("check", "rules", ALERTS);
  promtool("test", "rules", ALERTS_TEST);
});

withPromtool("promtool takes the configuration and all that the board asks", () => {
  const dir = temporary();
  for (const name of ["alerts.yml", "prometheus.yml"]) {
    copyFileSync(path.join(path.dirname(ALERTS), name), path.join(dir, name));
  }
  writeFileSync(path.join(dir, "latchkey-service-token"), "a token");
  promtool("check", "config", path.join(dir, "prometheus.yml"));
  const rules = boardExpressions().map((expr, i) => ({ record: `of_the_board_${i}`, expr }));
  writeFileSync(path.join(dir, "board.yml"), stringify({ groups: [{ name: "board", rules }] }));
  promtool("check", "rules", path.join(dir, "board.yml"));
});

test("the unit starts the program that is there, and gives it more time to end than it takes", () => {
  const unit = readFileSync(UNIT, "utf8");
  const program = /^ExecStart=\S+ (\S+)$/m.exec(unit)?.[1];
  expect(existsSync(path.join(PROJECT, program!))).toBe(true);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
  // Told to end with the front door, PostgreSQL would be away before the last rows are written.
  expect(unit).toMatch(/^KillMode=mixed$/m);
});

withSystemd("systemd takes the unit", () => {
  const file = path.join(temporary(), "latchkey.service");
  // Node.js may be elsewhere here.
  const unit = readFileSync(UNIT, "utf8").replace("/usr/bin/node", process.execPath);
  writeFileSync(file, unit);
  run("systemd-analyze", "verify", "--man=no", file);
});
