import type { Operation, Schema } from "@/lib/openapi/document";
import { SchemaBlock } from "../api/schema-block";
import { Code, Facts, SubHeading, Text } from "../prose";

interface ManagedOperationProps {
  path: string;
  /** In upper case. */
  method: string;
  operation: Operation;
}

/** One endpoint of the management API, from its document. */
export function ManagedOperation({ path, method, operation }: ManagedOperationProps) {
  const { operationId, summary, description, requestBody, responses, parameters = [] } = operation;
  const success = Object.values(responses).find((answer) => !("$ref" in answer));
  const body = requestBody?.content["application/json"]?.schema;
  const shape = success && "content" in success ? jsonOf(success.content) : undefined;
  const query = parameters.filter((parameter) => parameter.in === "query");
  return (
    <section aria-labelledby={operationId}>
      <SubHeading id={operationId}>
        <span className="font-mono break-all">
          <span className="text-muted">{method}</span> {path}
        </span>
      </SubHeading>
      <Text>
        <strong>{summary}.</strong> {description}
      </Text>
      {query.length > 0 && (
        <Facts
          caption={`Parameters of ${method} ${path}`}
          columns={["Parameter", "What it says"]}
          rows={query.map(({ name, description: says, schema }) => [
            <Code key="name">{name}</Code>,
            says || (Array.isArray(schema.enum) ? schema.enum.join(", ") : ""),
          ])}
        />
      )}
      {body && <SchemaBlock label="Body" schema={body} />}
      {shape && <SchemaBlock label={`Answer, ${Object.keys(responses)[0]}`} schema={shape} />}
    </section>
  );
}

const jsonOf = (content: Record<string, { schema: Schema }> | undefined) =>
  content?.["application/json"]?.schema;
