import type { Endpoint } from "@/lib/endpoints";
import { EchoAnswer, UsageAnswer } from "./answers";
import type { Answer, Method, Operation, Parameter, PathItem } from "./document";
import { ALWAYS, failure, json, KEYED, LIMITS, schemaOf } from "./parts";

/** The part of the OpenAPI document for clients that hold a key. */

const KEYED_METHODS = ["get", "post", "put", "patch", "delete"] as const satisfies Method[];

const REJECTIONS = {
  "400": failure("BadRequest"),
  "401": failure("Unauthorized"),
  "403": failure("Forbidden"),
  "408": failure("RequestTimeout"),
  "429": failure("PlanLimit"),
  "431": failure("HeadersTooLarge"),
  "503": failure("Unavailable"),
};

interface Description {
  operationIds: Partial<Record<Method, string>>;
  summary: string;
  /** Stands behind what a call costs. */
  description?: string;
  answer: Answer;
}

/** What we know of our own endpoints beyond their rows. */
const OUR_OWN: Record<string, Description> = {
  "/api/v1/echo": {
    operationIds: { get: "echoGet", post: "echoPost" },
    summary: "Say back what arrived",
    description: "For a first request, and for tests.",
    answer: {
      description: "What arrived, and whose key it came with",
      headers: { ...ALWAYS, ...LIMITS },
      content: json(schemaOf(EchoAnswer)),
    },
  },
  "/api/v1/usage": {
    operationIds: { get: "usage" },
    summary: "The key about itself",
    answer: {
      description: "The key's account, plan, settings, quotas and credits",
      headers: { ...ALWAYS, ...LIMITS },
      content: json(schemaOf(UsageAnswer)),
    },
  },
};

/**
 * The paths of the keyed API: one for each endpoint, and the one that stands for the upstream.
 * Of an endpoint that the operator has added, the document knows what its row says: path, methods
 * and cost.
 */
export function keyedPaths(
  endpoints: Readonly<Record<string, Endpoint>>,
): Record<string, PathItem> {
  const ofEndpoints = Object.entries(endpoints).map(([row, endpoint]) => {
    const path = row.replace(/\[([^\]]+)\]/g, "{$1}");
    return [path, endpointItem(path, endpoint)];
  });
  return {
    ...Object.fromEntries(ofEndpoints),
    "/api/v1/{path}": itemOf(KEYED_METHODS, upstreamOperation),
  };
}

function itemOf(methods: readonly Method[], operation: (method: Method) => Operation): PathItem {
  return Object.fromEntries(methods.map((method) => [method, operation(method)]));
}

function endpointItem(path: string, endpoint: Endpoint): PathItem {
  const ours = OUR_OWN[path];
  const parameters = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => segment(name!));
  const methods = KEYED_METHODS.filter((name) => endpoint.methods.includes(name.toUpperCase()));
  return itemOf(methods, (method) => ({
    // The path is part of it, so that no two endpoints can have the same.
    operationId: ours?.operationIds[method] ?? `${method}${path.replace("/api/v1", "")}`,
    summary: ours?.summary ?? "An endpoint of this API",
    description: [costOf(endpoint), ours?.description].filter(Boolean).join(" "),
    tags: ["Keyed API"],
    security: KEYED,
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: {
      ...(ours ? { "200": ours.answer } : { default: answerOf("endpoint") }),
      ...REJECTIONS,
      "405": failure("MethodNotAllowed"),
    },
  }));
}

const segment = (name: string): Parameter => ({
  name,
  in: "path",
  required: true,
  description: "One segment of the path.",
  schema: { type: "string" },
});

function costOf({ credits, free }: Endpoint): string {
  if (free) {
    return "Free and not counted towards quotas, and answered also to a key whose quota is reached. Plan limits hold here too.";
  }
  return `Costs ${credits} ${credits === 1 ? "credit" : "credits"}.`;
}

const answerOf = (who: string): Answer => ({
  description: `The ${who}'s answer`,
  headers: { ...ALWAYS, ...LIMITS },
  content: { "*/*": { schema: {} } },
});

function upstreamOperation(method: Method): Operation {
  return {
    operationId: `upstream${method[0]!.toUpperCase()}${method.slice(1)}`,
    summary: "Anything else: the operator's own API",
    description:
      "Any method and any path below /api/v1, however deep. Where the operator has set an upstream, the request is enforced here and forwarded there without the key, and the answer is the upstream's. Where none is set: 404.",
    tags: ["Keyed API"],
    security: KEYED,
    parameters: [
      {
        name: "path",
        in: "path",
        required: true,
        description: "The rest of the path; unlike other path parameters it may hold slashes.",
        schema: { type: "string" },
      },
    ],
    responses: {
      default: answerOf("upstream"),
      ...REJECTIONS,
      "404": failure("NotFound"),
      "502": failure("BadGateway"),
      "504": failure("GatewayTimeout"),
    },
  };
}
