import { documentBlocks, documentPhrases } from "./documents";
import { pageTexts } from "./page-samples";

/** A call of curl or of the command line, as it is shown. */
export interface ShellCommand {
  /** The first place where it stands. */
  where: string;
  command: string;
}

/** A call of either, at the beginning of a command or after what is set for it. */
const OURS = /(?:^|[\s;|&(/])(?:curl|npm run -s cli --) /;

/** As documents show what somebody types at a prompt. */
const PROMPT = /^\$ /gm;

/** `<<'END'`: what follows until that word is no command. */
const HERE = /<<-?\s*'?(\w+)'?/;

/**
 * The commands of a script, each on one line or on several (a `\` at the end, an open quotation mark, a text that
 * follows), without comments.
 */
export function commandsOf(script: string): string[] {
  const commands: string[] = [];
  let command = "";
  let quote = "";
  let at = 0;
  const end = () => {
    if (command.trim() !== "") commands.push(command.trim());
    command = "";
  };
  while (at < script.length) {
    const sign = script[at]!;
    const isEscape = sign === "\\" && quote !== "'";
    const isComment = sign === "#" && quote === "" && /(^|\s)$/.test(command);
    if (isComment) {
      while (at < script.length && script[at] !== "\n") at++;
      continue;
    }
    if (sign === "\n" && quote === "") {
      const word = HERE.exec(command)?.[1];
      if (word !== undefined) {
        const over = script.indexOf(`\n${word}`, at);
        at = over < 0 ? script.length : over + 1 + word.length;
      }
      end();
      at++;
      continue;
    }
    if (sign === quote) quote = "";
    else if (quote === "" && (sign === "'" || sign === '"')) quote = sign;
    command += isEscape ? script.slice(at, at + 2) : sign;
    at += isEscape ? 2 : 1;
  }
  end();
  return commands;
}

/** Every call of curl and of the command line that documents, pages and their parts show, each once. */
export function shownCommands(): ShellCommand[] {
  const scripts = [
    ...documentBlocks().filter(({ language }) => /^(sh|bash|shell|console|)$/.test(language)),
    ...documentPhrases().filter(({ code }) => /^(curl|npm run -s cli --) \S/.test(code)),
    ...pageTexts().map(({ where, text }) => ({ where, code: text.replaceAll(PROMPT, "") })),
  ].filter(({ code }) => OURS.test(code));
  const byCommand = new Map<string, ShellCommand>();
  for (const { where, code } of scripts) {
    for (const command of commandsOf(code)) {
      if (OURS.test(command) && !byCommand.has(command)) byCommand.set(command, { where, command });
    }
  }
  return [...byCommand.values()];
}
