import type { Metadata } from "next";
import { OPENAPI } from "@/lib/openapi/openapi";
import type { Operation } from "@/lib/openapi/document";
import { Article } from "../article";
import { Anchor, Code, Facts, Heading, Text } from "../prose";
import { OperationSection } from "./operation-section";

export const metadata: Metadata = { title: "API reference" };

// Operations of one path differ in their method only: the first one stands for all of them.
const sections = Object.entries(OPENAPI.paths).flatMap(([path, item]) => {
  const operations = Object.entries(item as Record<string, Operation>);
  return operations.slice(0, 1).map(([, operation]) => ({
    path,
    methods: operations.map(([method]) => method.toUpperCase()),
    operation,
  }));
});

export default function ApiReference() {
  return (
    <Article
      href="/docs/api"
      lead={
        <>
          Every endpoint, made from the same document that machines read:{" "}
          <a href="/api/openapi.json" className="text-accent underline underline-offset-3">
            /api/openapi.json
          </a>
          , in OpenAPI 3.1.
        </>
      }
    >
      <Heading id="security">Security</Heading>
      <Facts
        caption="Security schemes"
        columns={["Scheme", "How", "Notes"]}
        rows={Object.entries(OPENAPI.components.securitySchemes).map(([name, scheme]) => [
          name,
          <Code key="how">
            {scheme.type === "apiKey" ? `${scheme.name}: …` : "Authorization: Bearer …"}
          </Code>,
          <Plain key="notes" text={scheme.description} />,
        ])}
      />
      <Heading id="headers">Headers</Heading>
      <Facts
        caption="Headers of answers"
        columns={["Header", "Meaning"]}
        rows={Object.entries(OPENAPI.components.headers).map(([name, header]) => [
          <Code key="name">{name}</Code>,
          header.description,
        ])}
      />
      <Text>
        What each error means is under <Anchor href="/docs/error-handling">Error handling</Anchor>.
      </Text>
      {OPENAPI.tags.map((tag) => (
        <section key={tag.name} aria-label={tag.name}>
          <Heading id={tag.name.toLowerCase().replaceAll(" ", "-")}>{tag.name}</Heading>
          <Text>{tag.description}</Text>
          {sections
            .filter(({ operation }) => operation.tags.includes(tag.name))
            .map(({ path, methods, operation }) => (
              <OperationSection
                key={operation.operationId}
                methods={methods}
                path={path}
                operation={operation}
              />
            ))}
        </section>
      ))}
    </Article>
  );
}

/** The document's descriptions mark code with backticks. */
function Plain({ text }: { text: string }) {
  return text.split("`").map((part, i) => (i % 2 === 1 ? <Code key={i}>{part}</Code> : part));
}
