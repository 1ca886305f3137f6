import type { Metadata } from "next";
import { Article } from "../article";
import { TERMS } from "./terms";

export const metadata: Metadata = { title: "Glossary" };

export default function Glossary() {
  return (
    <Article href="/docs/glossary" lead="What the words in the dashboard and on these pages mean.">
      <dl className="mt-8 max-w-[58ch] space-y-5">
        {TERMS.map(({ id, term, meaning }) => (
          <div key={id} id={id} className="scroll-mt-6">
            <dt className="font-semibold">
              <a href={`#${id}`} className="hover:underline">
                {term}
              </a>
            </dt>
            <dd className="text-pretty">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Article>
  );
}
