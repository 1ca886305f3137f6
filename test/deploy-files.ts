import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

/** The project's own folder. */
export const PROJECT = fileURLToPath(new URL("..", import.meta.url));

const file = (name: string) => path.join(PROJECT, name);
const read = (name: string) => readFileSync(file(name), "utf8");

export const ALERTS = file("deploy/prometheus/alerts.yml");
export const ALERTS_TEST = file("deploy/prometheus/alerts.test.yml");

const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Latchkey[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
          annotations: z.strictObject({
            summary: z.string().min(1),
            description: z.string().min(1),
            runbook: z.string().regex(/^docs\/operate\/[\w-]+\.md$/),
          }),
        }),
      ),
    }),
  ),
});

/** The alert rules. @throws where the file has another form than Prometheus and we agree on */
export const alertRules = () =>
  Rules.parse(parse(read("deploy/prometheus/alerts.yml"))).groups.flatMap(({ rules }) => rules);

const DATASOURCE = z.strictObject({
  type: z.literal("prometheus"),
  uid: z.literal("${datasource}"),
});
const Place = z.strictObject({
  x: z.int().min(0),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
const Panel = z.discriminatedUnion("type", [
  z.object({ type: z.literal("row"), id: z.int(), title: z.string().min(1), gridPos: Place }),
  z.object({
    type: z.enum(["timeseries", "stat"]),
    id: z.int(),
    title: z.string().min(1),
    description: z.string().min(1),
    datasource: DATASOURCE,
    gridPos: Place,
    fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
    targets: z
      .array(
        z.object({
          refId: z.string(),
          datasource: DATASOURCE,
          expr: z.string().min(1),
          legendFormat: z.string().min(1),
        }),
      )
      .min(1),
  }),
]);
const Board = z.object({
  title: z.string(),
  uid: z.string(),
  schemaVersion: z.int().min(36),
  templating: z.object({
    list: z.array(
      z.discriminatedUnion("type", [
        z.object({
          type: z.literal("datasource"),
          name: z.string(),
          query: z.literal("prometheus"),
        }),
        z.object({ type: z.literal("query"), name: z.string(), datasource: DATASOURCE }),
      ]),
    ),
  }),
  panels: z.array(Panel),
});

/** The board. @throws where the file has another form than Grafana and we agree on */
export const board = () => Board.parse(JSON.parse(read("deploy/grafana/latchkey.json")));

/** What the board asks, with Grafana's variables filled in. */
export const boardExpressions = (): string[] =>
  board()
    .panels.flatMap((panel) => (panel.type === "row" ? [] : panel.targets))
    .map(({ expr }) => expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*"));

/** A metric that an expression names, and the labels by which it chooses. */
export interface Named {
  name: string;
  labels: string[];
}

const SELECTOR = /\b((?:latchkey|process|nodejs)_\w+)(?:\{([^}]*)\})?/g;
/** Prometheus's own. */
const ADDED = new Set(["instance", "job", "le"]);

/** The metrics that an expression names. */
export const namedIn = (expression: string): Named[] =>
  [...expression.matchAll(SELECTOR)].map(([, name, labels = ""]) => ({
    name: name!,
    labels: [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)]
      .map(([, label]) => label!)
      .filter((label) => !ADDED.has(label)),
  }));
