import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './consumer';

/** A fenced block. */
export interface Snippet {
  /** What stands behind the fence: `ts`, `sh`, `html` or nothing. */
  language: string;
  code: string;
  /** The heading that it stands under. */
  heading: string;
}

/** The parts of a Markdown file that have to agree with something. */
export interface Markdown {
  text: string;
  headings: { level: number; title: string }[];
  snippets: Snippet[];
  /** The rows of each table, the head among them, as cells. */
  tables: string[][][];
  /** What the links point to. */
  links: string[];
}

export function readMarkdown(file: string): Markdown {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const headings: Markdown['headings'] = [];
  const snippets: Snippet[] = [];
  const tables: string[][][] = [];
  const prose: string[] = [];
  let snippet: Snippet | undefined;
  let table: string[][] | undefined;

  for (const line of text.split('\n')) {
    const fence = /^```(.*)$/.exec(line);
    if (snippet) {
      if (fence) snippet = undefined;
      else snippet.code += line + '\n';
      continue;
    }
    prose.push(line);
    const heading = /^(#+) (.*)$/.exec(line);
    if (fence) {
      snippet = { language: fence[1]!, code: '', heading: headings.length ? headings[headings.length - 1]!.title : '' };
      snippets.push(snippet);
    } else if (heading) headings.push({ level: heading[1]!.length, title: heading[2]! });
    if (!line.startsWith('|')) table = undefined;
    else {
      if (!table) tables.push((table = []));
      if (!/^[|\s:-]+$/.test(line))
        table.push(
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
    }
  }
  const links = [...prose.join('\n').matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
  return { text, headings, snippets, tables, links };
}
