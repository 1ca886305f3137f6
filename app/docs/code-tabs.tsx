import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { CodeBlock } from "./code-block";

interface CodeTabsProps {
  curl: string;
  typescript: string;
  python: string;
}

/** The same in three languages. */
export function CodeTabs({ curl, typescript, python }: CodeTabsProps) {
  const tabs = [
    { name: "curl", code: curl },
    { name: "TypeScript", code: typescript },
    { name: "Python", code: python },
  ];
  return (
    <Tabs defaultValue="curl" className="my-4">
      <TabsList aria-label="Language">
        {tabs.map(({ name }) => (
          <TabsTrigger key={name} value={name} className="-outline-offset-2">
            {name}
          </TabsTrigger>
        ))}
      </TabsList>
      {tabs.map(({ name, code }) => (
        <TabsContent key={name} value={name} className="pt-0">
          <CodeBlock code={code} label={`Example in ${name}`} />
        </TabsContent>
      ))}
    </Tabs>
  );
}
