import packageJson from "@/package.json" with { type: "json" };

/** Of Latchkey, as package.json has it. */
export const VERSION: string = packageJson.version;
