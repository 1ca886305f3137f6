import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "@/test/root";

const DECISIONS = path.join(ROOT, "docs", "decisions");
const decisions = readdirSync(DECISIONS).sort();

const textOf = (file: string) => readFileSync(file, "utf8");

test("decisions are numbered without a gap", () => {
  expect(decisions.map((name) => name.slice(0, 5))).toEqual(
    decisions.map((_, n) => `${String(n + 1).padStart(4, "0")}-`),
  );
});

test.each(decisions)("%s says what it decides, when, and whether it still holds", (name) => {
  const [title, empty, date, ...rest] = textOf(path.join(DECISIONS, name)).split("\n");
  expect(title).toMatch(new RegExp(`^# ${name.slice(0, 4)}: [A-Z0-9]`));
  expect(empty).toBe("");
  expect(date).toMatch(/^Date: 20\d\d-[01]\d-[0-3]\d$/);
  const status = rest.slice(0, rest.indexOf("")).join(" ");
  expect(status).toMatch(/^Status: (accepted|superseded (in part )?by \[\d{4}\]\(\d{4}-.*\.md\))/);
});

const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].concat(
  readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
);

/** `[words](target)`, where the target is a file of ours. */
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g;

test.each(PAGES)("the files that %s links to are there", (page) => {
  const targets = [...textOf(path.join(ROOT, page)).matchAll(LINK)].map(([, target]) => target!);
  const dead = targets.filter(
    (target) => !existsSync(path.join(ROOT, path.dirname(page), decodeURIComponent(target))),
  );
  expect(dead).toEqual([]);
});

/** A path of ours that is told in words. */
const TOLD = /`?\b((?:docs|deploy)\/[\w./-]+\.(?:md|yml|yaml|json|service|conf))\b/g;

test.each(PAGES)("the pages that %s names are there", (page) => {
  const told = [...textOf(path.join(ROOT, page)).matchAll(TOLD)].map(([, target]) => target!);
  expect(told.filter((target) => !existsSync(path.join(ROOT, target)))).toEqual([]);
});
