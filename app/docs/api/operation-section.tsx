import { OPENAPI } from "@/lib/openapi/openapi";
import type { Answer, Operation, Ref, Schema } from "@/lib/openapi/document";
import { Anchor, Code, Facts, SubHeading, Text } from "../prose";
import { SchemaBlock } from "./schema-block";

interface OperationSectionProps {
  /** In upper case. */
  methods: string[];
  path: string;
  operation: Operation;
}

export function OperationSection({ methods, path, operation }: OperationSectionProps) {
  const answers = Object.entries(operation.responses).map(([status, answer]) => ({
    status,
    answer: resolve(answer),
  }));
  const body = operation.requestBody?.content["application/json"]?.schema;
  const success = answers.find(({ status }) => status === "200")?.answer;
  const shape = success?.content?.["application/json"]?.schema;
  return (
    <section aria-labelledby={operation.operationId}>
      <SubHeading id={operation.operationId}>
        <span className="font-mono break-all">
          <span className="text-muted">{methods.join(", ")}</span> {path}
        </span>
      </SubHeading>
      <Text>
        <strong>{operation.summary}.</strong> {operation.description}
      </Text>
      <Text>
        {operation.security.length === 0 ? (
          "Needs no key."
        ) : (
          <>
            Needs{" "}
            {operation.security.flatMap(Object.keys).map((name, i) => (
              <span key={name}>
                {i > 0 && " or "}
                <Anchor href="#security">{name}</Anchor>
              </span>
            ))}
            .
          </>
        )}
      </Text>
      {body && <SchemaBlock label="Body" schema={body} />}
      {shape && hasFields(shape) && <SchemaBlock label="Answer" schema={shape} />}
      <Facts
        caption={`Answers of ${path}`}
        columns={["Status", "When", "Codes"]}
        rows={answers.map(({ status, answer }) => [status, answer.description, codesOf(answer)])}
      />
    </section>
  );
}

const hasFields = (schema: Schema) =>
  "properties" in schema || "oneOf" in schema || "anyOf" in schema;

function resolve(answer: Answer | Ref): Answer {
  if (!("$ref" in answer)) return answer;
  const name = answer.$ref.split("/").at(-1) as keyof typeof OPENAPI.components.responses;
  return OPENAPI.components.responses[name];
}

function codesOf(answer: Answer) {
  const codes = Object.keys(answer.content?.["application/json"]?.examples ?? {});
  return (
    <span className="flex flex-wrap gap-x-3">
      {codes.map((code) => (
        <Anchor key={code} href={`/docs/error-handling#${code}`}>
          <code className="font-mono text-[13px]">{code}</code>
        </Anchor>
      ))}
      {codes.length === 0 && answer.content && (
        <Code>{Object.keys(answer.content).join(", ")}</Code>
      )}
    </span>
  );
}
